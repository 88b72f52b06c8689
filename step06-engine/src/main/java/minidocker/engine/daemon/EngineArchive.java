package minidocker.engine.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import minidocker.cli.Home;

/**
 * The archive of loaded classes that makes an engine start in a third of the time: class-data sharing, or from JDK 25 on an AOT
 * cache. The launcher has it made together with that of the client, and says where it is.
 *
 * <p>The JVM passes over an archive of other classes or of another JVM in silence. What it does not see through is half a file, which
 * crashes JDK 17: as with the client's, a file counts only if it bears the time of the JVM it is for.
 */
public final class EngineArchive {
    /** The system property with its path. */
    private static final String PROPERTY = "minidocker.engine.archive";
    private static final int AOT_SINCE = 25;
    private static final long MOST_SECONDS = 60;

    private EngineArchive() {}

    /** What the JVM is to be told: nothing, if there is no archive for it. */
    static List<String> use() {
        String path = System.getProperty(PROPERTY, "");
        try {
            if (path.isEmpty() || Files.size(Path.of(path)) == 0
                    || !Files.getLastModifiedTime(Path.of(path)).equals(Files.getLastModifiedTime(java()))) {
                return List.of();
            }
        } catch (IOException none) {
            return List.of();
        }
        return List.of((hasCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + path);
    }

    /** Makes a JVM write one when it ends. */
    static String record(Path archive) {
        return (hasCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
    }

    private static boolean hasCache() {
        return Runtime.version().feature() >= AOT_SINCE;
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * Makes one, for the launcher: an engine with a home of its own plays its part and ends.
     *
     * @param arguments the file to write; if anything goes wrong it is not there afterwards, or nobody gives it the time of the JVM
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Home home = Home.of(Map.of("MINI_DOCKER_HOME", System.getenv("MINI_DOCKER_HOME")), 0);
        Process engine = new ProcessBuilder(EngineJava.rehearsal(home, Path.of(arguments[0]).toAbsolutePath())).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> engine.destroyForcibly().onExit().join(), "interrupted"));
        if (!engine.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            engine.destroyForcibly();
        }
        Runtime.getRuntime().halt(engine.waitFor() == 0 ? 0 : 1);
    }
}
