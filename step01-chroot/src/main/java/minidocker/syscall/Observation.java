package minidocker.syscall;

import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.ProcessCalls.given;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a program did, for who wants to look at it afterwards: a notebook, a test. Its standard input is empty; what it wrote is
 * caught, because descriptor 1 of a notebook's JVM leads somewhere else than the notebook.
 *
 * @param out what it wrote on standard output
 * @param err and on standard error
 * @param status how it ended; also that of a program which did not come to its execve
 * @param trace each call and what it returned
 * @param failure the call that ended it early, as a sentence
 */
public record Observation(String out, String err, ExitStatus status, List<TracedCall> trace, Optional<String> failure) {
    private static final String INPUT = "empty input";
    private static final String OUTPUT = "caught output";
    private static final String ERROR = "caught error";
    /** For output that comes after the end: of processes in the background, which may keep a pipe open for ever. */
    private static final long LAST_WORDS_MILLIS = 500;

    /** Runs a program that wants nothing from its parent, to its end. */
    public static Observation of(SyscallProgram program) {
        return of(program, Map.of(), child -> {});
    }

    /**
     * Runs a program to its end.
     *
     * @param more see {@link Child#spawn(SyscallProgram, Map)}
     * @param whileItWaits opens the program's gates
     * @throws SyscallException if there is not even a process: clone3(2) failed
     */
    public static Observation of(SyscallProgram program, Map<String, Integer> more, Consumer<Child> whileItWaits) {
        try (Catch out = new Catch(); Catch err = new Catch()) {
            Map<String, Integer> given = new HashMap<>(more);
            int empty = Linux.openat(Linux.AT_FDCWD, "/dev/null", 0);
            given.put(INPUT, empty);
            given.put(OUTPUT, out.writer);
            given.put(ERROR, err.writer);
            try (Child child = Child.spawn(caught(program), given)) {
                Linux.close(empty);
                out.listen();
                err.listen();
                Optional<String> failure = Optional.empty();
                try {
                    whileItWaits.accept(child);
                    child.awaitExec();
                } catch (ProgramFailure failed) {
                    TracedCall call = failed.failed();
                    failure = Optional.of(call.call() + ": " + call.call().failure(call.errno()));
                }
                ExitStatus status = child.waitFor();
                return new Observation(out.text(), err.text(), status, withoutOurs(child.trace()), failure);
            }
        }
    }

    /** The program behind three calls of ours, which are not shown. */
    private static SyscallProgram caught(SyscallProgram program) {
        CloneFlag[] flags = Arrays.stream(CloneFlag.values()).filter(program::has).toArray(CloneFlag[]::new);
        String why = "what it says is caught";
        return SyscallProgram.inNewProcess(program.cloneWhy(), flags).then(dup3(given(INPUT), 0), why)
                .then(dup3(given(OUTPUT), 1), why).then(dup3(given(ERROR), 2), why).then(program);
    }

    private static List<TracedCall> withoutOurs(List<TracedCall> trace) {
        final int ours = 3;
        return trace.stream().skip(ours).map(call -> new TracedCall(call.number() - ours, call.call(), call.result())).toList();
    }

    /** What it wrote on standard output, and then what went wrong if anything did. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(out).append(err);
        failure.ifPresent(sentence -> text.append(sentence).append('\n'));
        if (failure.isEmpty() && status.code() != 0) {
            text.append(status instanceof ExitStatus.Killed killed ? "killed by signal " + killed.signal()
                    : "exit code " + status.code()).append('\n');
        }
        return text.toString();
    }

    /** The reading end of a pipe, with somebody who reads all of it. */
    private static final class Catch implements AutoCloseable {
        private final int reader;
        private int writer;
        private final ByteArrayOutputStream caught = new ByteArrayOutputStream();
        private final Thread thread = new Thread(this::read, "catch output");

        Catch() {
            int[] pipe = Linux.pipe();
            reader = pipe[0];
            writer = pipe[1];
        }

        /** Our own writing end is closed: while it is open there is no end of the file. */
        void listen() {
            closeWriter();
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            byte[] buffer = new byte[8192];
            for (int count = Linux.read(reader, buffer); count > 0; count = Linux.read(reader, buffer)) {
                synchronized (caught) {
                    caught.write(buffer, 0, count);
                }
            }
            Linux.close(reader);
        }

        String text() {
            try {
                thread.join(LAST_WORDS_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            synchronized (caught) {
                return caught.toString(StandardCharsets.UTF_8);
            }
        }

        private void closeWriter() {
            if (writer >= 0) {
                Linux.close(writer);
                writer = -1;
            }
        }

        @Override
        public void close() {
            closeWriter();
            if (thread.getState() == Thread.State.NEW) {
                Linux.close(reader);
            }
        }
    }
}
