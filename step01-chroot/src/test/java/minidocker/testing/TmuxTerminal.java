package minidocker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real terminal, of a tmux server of its own, with a shell in it that says {@code host>}. {@link #close()} ends the server and
 * with it all that runs in the terminal.
 */
public final class TmuxTerminal implements AutoCloseable {
    /** What the shell of the terminal itself says when it waits. */
    public static final String PROMPT = "host> ";

    private final String tmux = Needs.command("tmux", "tmux").toString();
    private final Path folder;
    private final Path socket;
    private String beforeTyping = "";

    /** @param environment what the shell has besides this JVM's */
    public TmuxTerminal(int columns, int rows, Map<String, String> environment) {
        try {
            folder = Files.createTempDirectory("tmux");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socket = folder.resolve("socket");
        List<String> start = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d", "-x", Integer.toString(columns),
                "-y", Integer.toString(rows)));
        start.addAll(List.of("env", "PS1=" + PROMPT, "ENV="));
        environment.forEach((key, value) -> start.add(key + "=" + value));
        start.add("/bin/sh");
        tmux(start.toArray(new String[0]));
        awaitLine(PROMPT.strip());
    }

    private String tmux(String... arguments) {
        List<String> command = new ArrayList<>(List.of(tmux, "-S", socket.toString()));
        command.addAll(List.of(arguments));
        try {
            return Needs.output(command.toArray(new String[0]));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Types a line and Enter. */
    public TmuxTerminal line(String text) {
        beforeTyping = screen();
        tmux("send-keys", "-l", text);
        tmux("send-keys", "Enter");
        return this;
    }

    /** Presses one key, as tmux calls it: {@code C-c}. */
    public TmuxTerminal key(String name) {
        beforeTyping = screen();
        tmux("send-keys", name);
        return this;
    }

    public TmuxTerminal resize(int columns, int rows) {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
        return this;
    }

    /** What the terminal shows and has shown, without the empty lines at its end. */
    public String screen() {
        return tmux("capture-pane", "-p", "-J", "-S", "-").stripTrailing();
    }

    /**
     * Waits until a line of the screen is exactly that, but for spaces around it and a prompt before it: what is typed while a
     * command still runs is echoed at once, and its answer then stands behind the prompt. Returns the screen.
     */
    public String awaitLine(String line) {
        String[] screen = new String[1];
        Eventually.holds(() -> {
            screen[0] = screen();
            return screen[0].lines().anyMatch(one -> one.strip().replaceFirst("^\\w+> ", "").equals(line) || one.strip().equals(line));
        }, () -> "the line \"" + line + "\" on the screen:\n" + screen[0]);
        return screen[0];
    }

    /** Waits until the screen ends with that, a prompt, after something has happened since the last key. */
    public String awaitPrompt(String prompt) {
        String[] screen = new String[1];
        Eventually.holds(() -> {
            screen[0] = screen();
            return screen[0].endsWith(prompt.strip()) && !screen[0].equals(beforeTyping);
        }, () -> "the prompt \"" + prompt + "\" at the end of the screen:\n" + screen[0]);
        return screen[0];
    }

    /**
     * Waits until the command runs in the foreground of its terminal: a key that is pressed earlier is meant for the shell, and
     * shells ignore ^Z.
     *
     * @param command its words, which no other process has
     */
    public static void awaitForeground(String... command) {
        String wanted = String.join("\0", command) + "\0";
        Eventually.holds(() -> {
            try (var processes = Files.list(Path.of("/proc"))) {
                return processes.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                        .anyMatch(process -> isForeground(process, wanted));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, () -> String.join(" ", command) + " in the foreground");
    }

    /** By stat of proc_pid_stat(5): behind the name stand state, ppid, pgrp, session, tty_nr, and tpgid. */
    private static boolean isForeground(Path process, String command) {
        try {
            if (!Files.readString(process.resolve("cmdline")).equals(command)) {
                return false;
            }
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !fields[0].equals("T") && fields[2].equals(fields[5]);
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        tmux("kill-server");
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
