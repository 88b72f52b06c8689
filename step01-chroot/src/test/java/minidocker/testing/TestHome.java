package minidocker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import minidocker.rootfs.RootfsMaker;

/**
 * A folder for {@code MINI_DOCKER_HOME}, one for all tests of a JVM, with a root filesystem in it. It is deleted when the JVM
 * ends.
 */
public final class TestHome {
    private static Path folder;

    private TestHome() {}

    public static synchronized Path folder() {
        if (folder == null) {
            folder = temporary();
            RootfsMaker.ensure(folder.resolve("hostbox"));
        }
        return folder;
    }

    /** The root filesystem, made from this machine's programs. */
    public static Path hostbox() {
        return folder().resolve("hostbox");
    }

    /** An empty folder that every user may enter; deleted, links not followed, when the JVM ends. */
    public static Path temporary() {
        try {
            Path path = Files.createTempDirectory("mini-docker-test").toRealPath();
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Needs.output("rm", "-rf", "--one-file-system", path.toString());
                } catch (IOException | InterruptedException e) {
                    System.err.println("left behind: " + path);
                }
            }));
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
