package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import minidocker.syscall.ExitStatus;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class SlowClientTest {
    private static final long MEGABYTE = 1 << 20;
    private static final AttachOptions LISTEN = new AttachOptions(false, true, true, false, true, DetachKeys.DEFAULT);

    @TempDir
    private Path folder;

    /** Takes nothing, until it is closed. */
    private static final class Stalled extends OutputStream {
        private boolean closed;

        @Override
        public synchronized void write(int value) throws IOException {
            while (!closed) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            throw new IOException("closed");
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
        }
    }

    /** Counts, and takes its time. */
    private static final class Slow extends OutputStream {
        private final AtomicLong count = new AtomicLong();
        private final int nanosPerKilobyte;

        Slow(int nanosPerKilobyte) {
            this.nanosPerKilobyte = nanosPerKilobyte;
        }

        @Override
        public void write(int value) {
            count.incrementAndGet();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count.addAndGet(length);
            java.util.concurrent.locks.LockSupport.parkNanos((long) nanosPerKilobyte * length / 1024);
        }
    }

    private TestContainer container(Duration patience) {
        return new TestContainer(folder, new ContainerStreams.Settings(false, false, false),
                new LogSettings("local", java.util.Map.of("max-size", "1m", "max-file", "2", "compress", "false")), new Pump(patience, null));
    }

    @Test
    void a_slow_client_gets_a_hundred_megabytes_while_the_container_waits_for_it() throws Exception {
        try (TestContainer container = container(Duration.ofSeconds(60))) {
            Slow slow = new Slow(20_000);
            TestContainer.Client client = new TestContainer.Client(container.streams.attach(LISTEN), null, slow);
            long before = usedMemory();
            try (RunningScript process = container.start("head -c 104857600 /dev/zero | tr '\\0' 'x'")) {
                Eventually.holds(() -> slow.count.get() > 5 * MEGABYTE, () -> "some megabytes");
                assertThat(usedMemory() - before).as("memory of the engine").isLessThan(24 * MEGABYTE);
                assertThat(process.waitFor()).isEqualTo(new ExitStatus.Exited(0));
            }
            container.streams.processEnded(false).join();
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            // Frames have headers of eight bytes.
            assertThat(slow.count.get()).isBetween(100 * MEGABYTE, 101 * MEGABYTE);
        }
    }

    /** The least of several looks: what other threads have thrown away since the collection counts, too. */
    private static long usedMemory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    void a_client_that_takes_nothing_is_let_go_and_the_others_get_everything() throws Exception {
        try (TestContainer container = container(Duration.ofSeconds(1))) {
            TestContainer.Client stalled = new TestContainer.Client(container.streams.attach(LISTEN), null, new Stalled());
            Slow fast = new Slow(0);
            TestContainer.Client other = new TestContainer.Client(container.streams.attach(LISTEN), null, fast);
            container.run("head -c 10485760 /dev/zero");
            assertThat(stalled.end()).isEqualTo(AttachEnd.LOST);
            assertThat(other.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(fast.count.get()).isBetween(10 * MEGABYTE, 11 * MEGABYTE);
        }
    }

    @Test
    void a_client_that_went_away_holds_nobody_up() throws Exception {
        try (TestContainer container = container(Duration.ofSeconds(60))) {
            TestContainer.Client gone = new TestContainer.Client(container.streams.attach(LISTEN), null, new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    throw new IOException("Broken pipe");
                }
            });
            container.run("head -c 10485760 /dev/zero");
            assertThat(gone.end()).isEqualTo(AttachEnd.LOST);
        }
    }

    @Test
    void a_client_that_never_takes_does_not_delay_the_end_of_a_container_with_little_to_say() throws Exception {
        try (TestContainer container = container(Duration.ofSeconds(60))) {
            Stalled connection = new Stalled();
            TestContainer.Client stalled = new TestContainer.Client(container.streams.attach(LISTEN), null, connection);
            container.run("echo hello");
            assertThat(container.logText()).isEqualTo("hello\n");
            connection.close();
            assertThat(stalled.end()).isEqualTo(AttachEnd.LOST);
        }
    }
}
