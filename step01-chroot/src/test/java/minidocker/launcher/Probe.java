package minidocker.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A program for the launcher to start: it prints the JVM's version, its process id and its arguments. */
final class Probe {
    private static final String SOURCE = """
            public class Probe {
                public static void main(String[] args) {
                    System.out.println(Runtime.version().feature());
                    System.out.println(ProcessHandle.current().pid());
                    System.out.println(java.util.Arrays.toString(args));
                }
            }
            """;

    private Probe() {}

    /** Compiles it into a jar in this folder. */
    static Path jar(Path folder) throws IOException {
        Path source = folder.resolve("Probe.java");
        Files.writeString(source, SOURCE);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", folder.toString(), source.toString());
        if (status != 0) {
            throw new AssertionError("the probe does not compile");
        }
        Path jar = folder.resolve("probe.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("Probe.class"));
            out.write(Files.readAllBytes(folder.resolve("Probe.class")));
        }
        return jar;
    }
}
