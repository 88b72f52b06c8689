package minidocker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.syscall.Linux;

/**
 * An ordinary user: whoever runs the tests, or if that is root, one without a name. Root's files, this project among them, may be
 * closed to that one.
 */
public final class OrdinaryUser {
    private static final int NAMELESS = 61_234;
    private static Path folder;
    private static String classPath;

    private OrdinaryUser() {}

    public static int uid() {
        return Needs.isRoot() ? NAMELESS : Linux.geteuid();
    }

    /** A folder of that user's, deleted when the JVM ends. */
    public static synchronized Path folder() {
        if (folder == null) {
            folder = TestHome.temporary();
            own(folder);
        }
        return folder;
    }

    /** Gives a file to the user. */
    public static void own(Path file) {
        try {
            if (Needs.isRoot()) {
                Files.setAttribute(file, "unix:uid", NAMELESS);
                Files.setAttribute(file, "unix:gid", NAMELESS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program with that main, run by the user, with {@code MINI_DOCKER_HOME} in the user's folder. */
    public static CommandLineRun commandLine(Class<?> main) {
        CommandLineRun step = Needs.isRoot() ? commandLine(main, NAMELESS, NAMELESS) : CommandLineRun.of(main);
        return step.home(folder().resolve("home")).env("HOME", folder().toString());
    }

    /** For root: the same, run by another user than this. */
    public static CommandLineRun commandLine(Class<?> main, int uid, int gid) {
        return CommandLineRun.of(main, readableClassPath()).through(Needs.command("setpriv", "util-linux").toString(),
                "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
    }

    private static synchronized String readableClassPath() {
        try {
            if (classPath == null) {
                classPath = CommandLineRun.readableClassPath(Files.createTempDirectory(folder(), "class-path"));
            }
            return classPath;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
