package minidocker.engine.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.testing.registry.DebianRegistry;

/** A registry that asks for a name and a password. */
record PasswordRegistry(DebianRegistry registry, Path file) implements AutoCloseable {

    static PasswordRegistry start(String user, String password) throws Exception {
        DebianRegistry.requireProgram("htpasswd", "apache2-utils");
        Path file = Files.createTempFile("mini-docker-test", ".htpasswd");
        Process process = new ProcessBuilder("htpasswd", "-Bbn", user, password).redirectOutput(file.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException("htpasswd failed");
        }
        return new PasswordRegistry(DebianRegistry.start("", """
                auth:
                  htpasswd:
                    realm: test
                    path: %s
                """.formatted(file)), file);
    }

    @Override
    public void close() throws Exception {
        registry.close();
        Files.delete(file);
    }
}
