package minidocker.engine.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.engine.runtime.spec.SpecRoot;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;
import minidocker.testing.TestHome;

/** Containers of a test, on the machine's own programs; those that are left are deleted in the end. */
final class TestContainers implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    static final long SECONDS = 60;

    final Path folder = TestHome.temporary();
    final Runtime runtime = new Runtime(folder.resolve("run"));
    private final List<ContainerProcess> containers = new ArrayList<>();

    /** What a process printed, on both streams, and how it ended. */
    record Ended(int code, String out) {}

    static String newId() {
        return String.format("%064x", new BigInteger(256, RANDOM));
    }

    /** A bundle of one layer, written to disk. */
    Bundle bundle(UnaryOperator<Spec> change, String... args) {
        Spec spec = DefaultSpec.of(List.of(args), "box").with(new SpecRoot(Bundle.MERGED, false));
        Bundle bundle = new Bundle(folder.resolve(newId()), change.apply(spec), List.of(TestHome.hostbox()));
        try {
            bundle.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bundle;
    }

    static String id(Bundle bundle) {
        return bundle.folder().getFileName().toString();
    }

    ContainerProcess create(Bundle bundle, Streams streams) {
        ContainerProcess container = runtime.create(id(bundle), bundle, streams);
        containers.add(container);
        return container;
    }

    /** One that runs in the background, its output nowhere. */
    ContainerProcess start(UnaryOperator<Spec> change, String... args) {
        ContainerProcess container = create(bundle(change, args), new Streams.Pipes(-1, -1, -1));
        container.start();
        return container;
    }

    ContainerProcess start(String... args) {
        return start(spec -> spec, args);
    }

    /** Runs one to its end, and deletes it. */
    Ended run(UnaryOperator<Spec> change, String... args) {
        return run(bundle(change, args));
    }

    Ended run(String... args) {
        return run(spec -> spec, args);
    }

    Ended run(Bundle bundle) {
        try (Output output = new Output()) {
            ContainerProcess container = create(bundle, output.pipes());
            container.start();
            Ended ended = output.of(container);
            delete(container);
            return ended;
        }
    }

    static Ended exec(ContainerProcess container, UnaryOperator<SpecProcess> change, boolean privileged, String... args) {
        SpecProcess process = new SpecProcess(false, null, container.bundle().spec().process().user(), List.of(args),
                List.of("PATH=/bin:/usr/bin:/sbin:/usr/sbin"), "/", null, List.of(), null, false);
        try (Output output = new Output()) {
            ExecProcess exec = container.exec(change.apply(process), output.pipes(), privileged);
            try {
                exec.start();
                return output.of(exec);
            } finally {
                exec.delete();
            }
        }
    }

    static Ended exec(ContainerProcess container, String... args) {
        return exec(container, process -> process, false, args);
    }

    static Exit await(StartedProcess process) {
        return process.exit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    void delete(ContainerProcess container) {
        container.delete();
        containers.remove(container);
    }

    /** Somebody else answers for it from now on. */
    void forget(ContainerProcess container) {
        containers.remove(container);
    }

    /** Everything that comes out of a pipe. */
    static final class Output implements AutoCloseable {
        private final int[] pipe = Linux.pipe();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<Void> read = CompletableFuture.runAsync(this::read, task -> {
            Thread thread = new Thread(task, "output of a container");
            thread.setDaemon(true);
            thread.start();
        });
        private boolean open = true;

        Streams pipes() {
            return new Streams.Pipes(-1, pipe[1], pipe[1]);
        }

        private void read() {
            byte[] buffer = new byte[4096];
            try {
                for (int count; (count = Linux.read(pipe[0], buffer)) > 0;) {
                    bytes.write(buffer, 0, count);
                }
            } catch (SyscallException closed) {
                // A terminal whose other end is closed.
            }
        }

        Ended of(StartedProcess process) {
            int code = await(process).code();
            closeWriter();
            read.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            return new Ended(code, bytes.toString(StandardCharsets.UTF_8));
        }

        private void closeWriter() {
            if (open) {
                Linux.close(pipe[1]);
                open = false;
            }
        }

        @Override
        public void close() {
            closeWriter();
            read.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            Linux.close(pipe[0]);
        }
    }

    @Override
    public void close() {
        List.copyOf(containers).forEach(this::delete);
    }
}
