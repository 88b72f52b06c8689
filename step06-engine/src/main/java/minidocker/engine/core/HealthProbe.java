package minidocker.engine.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.ExecProcess;
import minidocker.engine.runtime.Exit;
import minidocker.engine.runtime.Streams;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.syscall.Linux;

/** One execution of a health check. */
record HealthProbe(ContainerProcess process, HealthCheck check, Workers workers) {
    /** As much of a check's output as Docker keeps. */
    private static final int OUTPUT_BYTES = 4096;
    /** For the last bytes of a check that has ended; somebody it left behind may hold its output open. */
    private static final long DRAIN_SECONDS = 1;

    Health.Check run() {
        Instant start = Instant.now();
        int[] pipe = Linux.pipe();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        CompletableFuture<Void> drained = new CompletableFuture<>();
        workers.execute(() -> read(pipe[0], output, drained));
        ExecProcess exec = null;
        try {
            try {
                SpecProcess own = process.bundle().spec().process();
                exec = process.exec(own.withCommand(check.command(), own.env(), own.cwd()).withTerminal(false, null),
                        new Streams.Pipes(-1, pipe[1], pipe[1]), false);
            } finally {
                Linux.close(pipe[1]);
            }
            exec.start();
            Exit exit = exec.exit().get(check.timeout().toNanos(), TimeUnit.NANOSECONDS);
            drained.completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS).get();
            return new Health.Check(start, Instant.now(), exit.code(), text(output));
        } catch (TimeoutException late) {
            return new Health.Check(start, Instant.now(), -1,
                    "Health check exceeded timeout (" + GoDuration.shown(check.timeout()) + "): " + text(output));
        } catch (InterruptedException | ExecutionException | RuntimeException failure) {
            return new Health.Check(start, Instant.now(), -1, String.valueOf(failure.getMessage()));
        } finally {
            if (exec != null) {
                exec.delete();
            }
        }
    }

    private static String text(ByteArrayOutputStream output) {
        synchronized (output) {
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    /** To the end, so that the check never waits for us; what is too much is dropped. */
    private static void read(int pipe, ByteArrayOutputStream output, CompletableFuture<Void> drained) {
        byte[] buffer = new byte[OUTPUT_BYTES];
        try {
            for (int got = Linux.read(pipe, buffer); got > 0; got = Linux.read(pipe, buffer)) {
                synchronized (output) {
                    output.write(buffer, 0, Math.min(got, OUTPUT_BYTES - output.size()));
                }
            }
        } finally {
            Linux.close(pipe);
            drained.complete(null);
        }
    }
}
