package minidocker.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A fresh clone as the launcher sees it: the real script, two steps, a {@code mvn} that "builds" in no time and a folder of JDKs
 * in the place of {@code /usr/lib/jvm}.
 */
final class Clone {
    /** What {@code mvn} does after it noted its call; {@code $3} is {@code -DskipTests}, {@code $5} the step. */
    static final String BUILD = """
            mkdir -p "$5/target/lib"
            cp "%s" "$5/target/$5.jar"
            printf 'lib/other.jar' >"$5/target/class-path"
            : >"$5/target/lib/other.jar"
            """;

    final Path folder;
    final Path commands;
    final Path jvms;
    final Path program;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Long, ProcessBuilder> started = new HashMap<>();

    /**
     * @param temp where to put all of it
     * @param name the clone's folder
     * @param program the jar that {@code mvn} comes up with
     */
    Clone(Path temp, String name, Path program) throws IOException {
        this.program = program;
        folder = Files.createDirectories(temp.resolve(name));
        commands = Files.createDirectories(temp.resolve("commands"));
        jvms = Files.createDirectories(temp.resolve("jvms"));
        String script = Files.readString(projectFolder().resolve("mini-docker"));
        executable(folder.resolve("mini-docker"), script.replace("/usr/lib/jvm/*", "'" + jvms + "'/*"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        step("step01-chroot");
        step("step02-namespaces");
        maven(BUILD.formatted(program));
        environment.put("PATH", commands + ":/usr/bin:/bin");
    }

    private void step(String name) throws IOException {
        Path step = Files.createDirectory(folder.resolve(name));
        Files.writeString(step.resolve("pom.xml"), "<project>\n    <main.class>Probe</main.class>\n</project>\n");
        Files.createSymbolicLink(step.resolve("mini-docker"), Path.of("../mini-docker"));
    }

    /** The folder of this project, two above the classes of the test. */
    static Path projectFolder() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /** Replaces {@code mvn} by one that runs these lines of shell. */
    void maven(String lines) throws IOException {
        executable(commands.resolve("mvn"), "#!/bin/sh\necho \"$5\" >>'" + calls() + "'\n" + lines);
    }

    /** From now on PATH holds {@code mvn} and these commands of this machine, and nothing else. */
    void onlyCommands(String... names) throws IOException {
        for (String name : names) {
            executable(commands.resolve(name), "#!/bin/sh\nexec /usr/bin/" + name + " \"$@\"\n");
        }
        environment.put("PATH", commands.toString());
    }

    /** The steps {@code mvn} was called for. */
    List<String> builds() throws IOException {
        return Files.exists(calls()) ? Files.readAllLines(calls()) : List.of();
    }

    private Path calls() {
        return commands.resolve("mvn.calls");
    }

    /** A JDK that says its own name and what it was given. */
    Path fakeJdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then exit; fi
                echo "${0%/bin/java}"
                while [ "$1" != Probe ]; do shift; done
                shift
                for argument; do echo "<$argument>"; done
                """);
        return home;
    }

    void environment(String name, String value) {
        environment.put(name, value);
    }

    String path() {
        return environment.get("PATH");
    }

    Outcome run(String... command) throws IOException, InterruptedException {
        return finish(start(command));
    }

    /** Starts a command in the clone's folder (above, if it was moved), with nothing but the clone's environment. */
    Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory((Files.exists(folder) ? folder : folder.getParent()).toFile());
        builder.redirectOutput(Files.createTempFile(commands, "out", "").toFile());
        builder.redirectError(Files.createTempFile(commands, "err", "").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.put(process.pid(), builder);
        return process;
    }

    Outcome finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running after two minutes");
        }
        ProcessBuilder builder = started.get(process.pid());
        return new Outcome(process.exitValue(), Files.readString(builder.redirectOutput().file().toPath()),
                Files.readString(builder.redirectError().file().toPath()));
    }

    static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** How a command ended and what it printed. */
    record Outcome(int status, String out, String err) {}
}
