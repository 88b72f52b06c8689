package minidocker.engine.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.Home;

/** The command that runs an engine: the JVM that we run ourselves, with options for a long life in little memory. */
final class EngineJava {
    private static final int NATIVE_ACCESS_SINCE = 22;

    private EngineJava() {}

    static List<String> command(Home home) {
        List<String> command = java(EngineArchive.use());
        command.addAll(List.of(BackgroundEngine.class.getName(), home.data().toString(), home.run().toString()));
        return command;
    }

    /** An engine that plays its part once, for the archive of classes that it makes when it ends. */
    static List<String> rehearsal(Home home, Path archive) {
        List<String> command = java(List.of(EngineArchive.record(archive)));
        command.addAll(List.of(EngineRehearsal.class.getName(), home.data().toString(), home.run().toString()));
        return command;
    }

    /** Up to the class path. An archive fits only a JVM that has the same options. */
    private static List<String> java(List<String> archive) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // One thread collects garbage, when there is some; the heap shrinks again after a busy hour.
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms8m", "-Xmx256m", "-XX:MinHeapFreeRatio=15", "-XX:MaxHeapFreeRatio=30"));
        // Hashing and inflating are worth the better of the compilers' code; the cache for it is never full.
        command.addAll(List.of("-XX:ReservedCodeCacheSize=48m", "-Xss512k"));
        command.addAll(List.of("-XX:-UsePerfData", "-Xlog:disable"));
        // What the compilers have given back stays in malloc's lists otherwise: 10 to 15 MB. Known since 17.0.9 and 21.0.1.
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UnlockExperimentalVMOptions",
                "-XX:TrimNativeHeapInterval=30000"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        for (String property : List.of("jna.boot.library.path", "jna.nosys", "jna.noclasspath", "jna.nounpack",
                "jna.platform.library.path", "java.util.logging.config.file")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(archive);
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
        return command;
    }

    /** The engine's working directory is another than ours. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(":")) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(":", entries);
    }
}
