package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As much as the engine is made for, at once. */
@Timeout(600)
class ManyContainersTest {
    private static final int IDLE = 100;
    private static final int ALL = 200;
    private static final int STARTERS = 4;
    private static final long LIMIT_KILOBYTES = 150_000;
    private static final long FLOOD_BYTES = 64L << 20;

    @Test
    void two_hundred_containers_run_at_once_and_a_hundred_idle_ones_cost_little_memory() throws Exception {
        Needs.root();
        try (LiveEngine engine = LiveEngine.withImage()) {
            DockerClient docker = engine.docker();
            start(docker, IDLE);
            // Started as clients start it, with options for a long life; it takes up the containers of the first.
            engine.kill();
            List<Container> all;
            long pid = startOnDemand(engine);
            try {
                long[] kilobytes = new long[1];
                Eventually.holds(() -> (kilobytes[0] = proportionalKilobytes(pid) + keeperKilobytes(engine)) < LIMIT_KILOBYTES,
                        () -> "less memory than the " + kilobytes[0] / 1000 + " MB of the engine and its keeper");
                System.out.println("memory of the engine with " + IDLE + " idle containers: " + kilobytes[0] / 1000 + " MB");
                attack(engine, pid);
                start(engine.docker(), ALL - IDLE);
                all = engine.docker().listContainersCmd().exec();
                assertThat(all).hasSize(ALL).allMatch(container -> container.getState().equals("running"));
                kilobytes[0] = proportionalKilobytes(pid) + keeperKilobytes(engine);
                System.out.println("memory of the engine just after " + ALL + " containers were started: " + kilobytes[0] / 1000 + " MB");
            } finally {
                endOnDemand(pid);
            }
            engine.start();
            long before = System.nanoTime();
            removeAll(engine, all);
            System.out.println("removed in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before) + " ms");
            assertThat(engine.docker().listContainersCmd().withShowAll(true).exec()).isEmpty();
        }
    }

    private static void start(DockerClient docker, int count) throws InterruptedException {
        long before = System.nanoTime();
        inParallel(count, () -> LiveEngine.run(docker, "sleep", "100000"));
        System.out.println(count + " containers created and started in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)
                + " ms");
    }

    private static void removeAll(LiveEngine engine, List<Container> all) throws InterruptedException {
        ConcurrentLinkedQueue<Container> left = new ConcurrentLinkedQueue<>(all);
        DockerClient docker = engine.docker();
        inParallel(all.size(), () -> docker.removeContainerCmd(left.remove().getId()).withForce(true).exec());
    }

    private static void inParallel(int count, Runnable task) throws InterruptedException {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(STARTERS);
        for (int i = 0; i < count; i++) {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | AssertionError failure) {
                    failures.add(failure);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
        assertThat(failures).isEmpty();
    }

    /** By a command that finds none. @return its process */
    private static long startOnDemand(LiveEngine engine) throws IOException {
        CommandLineRun.Result result = engine.command().run("version");
        assertThat(result.code()).as(result.err()).isZero();
        String notice = Files.readString(engine.home.resolve("run/engine.json"));
        Matcher pid = Pattern.compile("\"pid\":([0-9]+)").matcher(notice);
        assertThat(pid.find()).isTrue();
        return Long.parseLong(pid.group(1));
    }

    private static void endOnDemand(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Eventually.holds(() -> !Files.exists(Path.of("/proc/" + pid + "/exe")), () -> "the end of the engine " + pid);
    }

    /** Its share of the memory that it has in common with others, and all that is its own: proc_pid_smaps(5). */
    private static long proportionalKilobytes(long pid) {
        try {
            Matcher pss = Pattern.compile("(?m)^Pss: +([0-9]+) kB").matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
            assertThat(pss.find()).isTrue();
            return Long.parseLong(pss.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long keeperKilobytes(LiveEngine engine) {
        try {
            return proportionalKilobytes(Long.parseLong(Files.readString(engine.home.resolve("run/keeper")).split(" ")[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Garbage, a header without end, clients that say nothing or take nothing: the engine goes on, and does not grow by them. */
    private static void attack(LiveEngine engine, long pid) throws Exception {
        long before = proportionalKilobytes(pid);
        DockerClient docker = engine.docker();
        String loud = LiveEngine.run(docker, "sh", "-c", "while :; do echo 0123456789012345678901234567890123456789; done");
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(connect(engine));
            }
            for (int i = 0; i < 20; i++) {
                clients.add(say(engine, "GET /v1.44/containers/" + loud + "/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
                clients.add(say(engine, "POST /v1.44/containers/" + loud + "/attach?stream=1&stdout=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            flood(engine, "GET /_ping HTTP/1.1\r\nX-Long: ", "a".repeat(1 << 16).getBytes());
            byte[] garbage = new byte[1 << 16];
            new Random().nextBytes(garbage);
            flood(engine, "", garbage);
            docker.pingCmd().exec();
            assertThat(docker.listContainersCmd().exec()).hasSize(IDLE + 1);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
        docker.removeContainerCmd(loud).withForce(true).exec();
        long after = proportionalKilobytes(pid);
        System.out.println("attacked, the engine has grown from " + before / 1000 + " to " + after / 1000 + " MB");
        // The heap's limit is 256 MB; what clients could make it hold on to is far from that.
        assertThat(after).isLessThan(2 * LIMIT_KILOBYTES);
    }

    private static SocketChannel connect(LiveEngine engine) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(engine.socket()));
    }

    private static SocketChannel say(LiveEngine engine, String request) throws IOException {
        SocketChannel client = connect(engine);
        client.write(ByteBuffer.wrap(request.getBytes()));
        return client;
    }

    /** Until the engine has had enough, which it must have before long. */
    private static void flood(LiveEngine engine, String beginning, byte[] more) throws IOException {
        try (SocketChannel client = say(engine, beginning)) {
            long sent = 0;
            while (sent < FLOOD_BYTES) {
                sent += client.write(ByteBuffer.wrap(more));
            }
            throw new AssertionError("the engine takes a header of " + sent + " bytes");
        } catch (IOException cutOff) {
            assertThat(cutOff).hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }
}
