package minidocker.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * The command line of a step as its user meets it: a process of its own, with the options that the launcher gives to the JVM.
 * Immutable; each method returns another one.
 *
 * <pre>{@code
 * Result result = CommandLineRun.of(Main.class).home(folder).run("run", "echo", "hello");
 * assertThat(result).isEqualTo(new Result(0, "hello\n", ""));
 * }</pre>
 */
public final class CommandLineRun {
    private static final long LIMIT_SECONDS = 180L * SlowMachine.patience();
    /** A variable with further options for the JVM, separated by blanks: where starts are slow, those that make them quicker. */
    private static final String MORE_OPTIONS = "MINI_DOCKER_TEST_JVM";

    private final List<String> before;
    private final List<String> command;
    private final Map<String, String> environment;
    private final String input;

    private CommandLineRun(List<String> before, List<String> command, Map<String, String> environment, String input) {
        this.before = before;
        this.command = command;
        this.environment = environment;
        this.input = input;
    }

    /** What the process printed and how it ended; 128 + n if signal n did it. */
    public record Result(int code, String out, String err) {}

    /** The program with that main, its environment that of this JVM. */
    public static CommandLineRun of(Class<?> main) {
        return of(main, classPath());
    }

    /** The same with another class path: for a user who cannot read ours. */
    public static CommandLineRun of(Class<?> main, String classPath) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:-MaxFDLimit", "-Xlog:disable",
                "-Djava.util.logging.config.file=/dev/null", "-Dpicocli.converters.excludes=java[.]sql[.].*"));
        command.addAll(NativeLibrary.options());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        String more = System.getenv(MORE_OPTIONS);
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split(" +")));
        }
        command.addAll(List.of("-cp", classPath, main.getName()));
        return new CommandLineRun(List.of(), command, new TreeMap<>(System.getenv()), "");
    }

    /** The class path of this JVM without what only tests need. */
    public static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.endsWith("test-classes")
                    && !entry.matches(".*/(junit|assertj|surefire|opentest4j|apiguardian|byte-buddy)[^/]*")) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Where it keeps its files, its root filesystem among them. */
    public CommandLineRun home(Path folder) {
        return env("MINI_DOCKER_HOME", folder.toString());
    }

    /** Sets a variable of its environment; null takes it away. */
    public CommandLineRun env(String key, String value) {
        Map<String, String> changed = new TreeMap<>(environment);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return new CommandLineRun(before, command, changed, input);
    }

    /** What it finds on its standard input. */
    public CommandLineRun input(String text) {
        return new CommandLineRun(before, command, environment, text);
    }

    /**
     * Has it started by a shell's script, in which {@code "$@"} stands for it: {@code ulimit -n 100; exec "$@" <&-}.
     */
    public CommandLineRun by(String script) {
        return through("/bin/sh", "-c", script, "sh");
    }

    /** Has it started by another program that takes the command as its last arguments: {@code setpriv --reuid=1}. */
    public CommandLineRun through(String... program) {
        List<String> longer = new ArrayList<>(List.of(program));
        longer.addAll(before);
        return new CommandLineRun(longer, command, environment, input);
    }

    /** The words of the whole command, for a terminal. */
    public List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(before);
        words.addAll(command);
        words.addAll(List.of(arguments));
        return words;
    }

    /** Runs it to its end. After a minute it is killed, and the test has failed. */
    public Result run(String... arguments) {
        try (Running running = start(arguments)) {
            return running.result();
        }
    }

    /** Starts it. */
    public Running start(String... arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words(arguments));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException endedBefore) {
                // It need not read what it is given.
            }
            return new Running(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that was started; {@link #close()} kills it, if it is still there. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final StringBuffer out = new StringBuffer();
        private final StringBuffer err = new StringBuffer();
        private final CompletableFuture<Void> read;

        private Running(Process process) {
            this.process = process;
            this.read = CompletableFuture.allOf(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
        }

        private static CompletableFuture<Void> collect(InputStream stream, StringBuffer text) {
            return CompletableFuture.runAsync(() -> {
                byte[] buffer = new byte[8192];
                try {
                    for (int count; (count = stream.read(buffer)) >= 0;) {
                        text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                    }
                } catch (IOException closed) {
                    // Killed: what came until then is what there is.
                }
            }, task -> {
                Thread thread = new Thread(task, "output of a process");
                thread.setDaemon(true);
                thread.start();
            });
        }

        public long pid() {
            return process.pid();
        }

        /** What it has printed until now. */
        public String out() {
            return out.toString();
        }

        /** Waits until it has printed that on its standard output, and returns all that it has printed. */
        public String awaitOut(String text) {
            Eventually.holds(() -> out.indexOf(text) >= 0 || !process.isAlive(), () -> text + " in its output: " + out + err);
            if (out.indexOf(text) < 0) {
                read.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
                if (out.indexOf(text) < 0) {
                    throw new AssertionError("it ended without " + text + " in its output: " + out + err);
                }
            }
            return out();
        }

        /** Sends it a signal, by name: {@code TERM}. */
        public void signal(String name) {
            Linux.kill((int) process.pid(), Signal.parse(name));
        }

        /**
         * Sends it and all of its process group a signal, as the keyboard does; it must have been started
         * {@code through("setsid")}.
         */
        public void signalGroup(String name) {
            Eventually.holds(this::leadsItsGroup, () -> "a process group of process " + process.pid());
            Linux.kill((int) -process.pid(), Signal.parse(name));
        }

        private boolean leadsItsGroup() {
            try {
                String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
                return stat.substring(stat.lastIndexOf(')')).split(" ")[3].equals(Long.toString(process.pid()));
            } catch (IOException ended) {
                return false;
            }
        }

        /** Waits for its end. */
        public Result result() {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("it did not end within " + LIMIT_SECONDS + " s; it has printed: " + out + err);
                }
                read.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
                return new Result(process.exitValue(), out.toString(), err.toString());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** A copy of the class path that every user can read, in a folder whose parents they can enter. */
    static String readableClassPath(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator)) {
            Path source = Path.of(entry);
            if (Files.exists(source)) {
                Path copy = folder.resolve(copies.size() + "-" + source.getFileName());
                copyAll(source, copy);
                copies.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyAll(Path source, Path target) throws IOException {
        try (var files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                boolean isFolder = Files.isDirectory(file);
                Path copy = Files.copy(file, target.resolve(source.relativize(file).toString()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(isFolder ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
