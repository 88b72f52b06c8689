package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.SlowMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kill -9} of one engine after the other, each at a moment that nobody has chosen, while clients keep it busy. */
@Timeout(600)
class KilledAgainAndAgainTest {
    private static final int WRITERS = 8;
    private static final int CLIENTS = 3;
    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final int LONGEST_LIFE_MILLIS = 1500;
    private static final int LONGEST_START_MILLIS = 1000;
    private static final int BUDGET_SECONDS = Integer.getInteger("kills.seconds", 25);

    private final Random random = new Random();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    @Test
    void no_container_stops_no_line_is_lost_and_nothing_is_left_behind() throws Exception {
        Needs.root();
        Path home;
        try (LiveEngine engine = LiveEngine.withImage()) {
            home = engine.home;
            LineWriters writers = new LineWriters(engine.docker(), WRITERS);
            ids.addAll(writers.ids());
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "busy-" + i + "-";
                clients.add(new Thread(() -> keepBusy(engine, name), name));
            }
            clients.forEach(Thread::start);
            try {
                killAndLook(engine, writers);
            } finally {
                enough = true;
                for (Thread client : clients) {
                    client.join();
                }
            }
            assertThat(surprises).isEmpty();
            assertThat(ids).as("the containers of busy clients").hasSizeGreaterThan(WRITERS + CLIENTS);
            assertThat(filesBelow(engine.home)).as("what was only half written").noneMatch(file -> file.endsWith(".tmp"));
            checkWhatIsThere(engine.docker());
            writers.endAndCheckLogs(engine.docker());
        }
        assertNothingIsLeft(home);
    }

    /** At least three times, and as often as time allows. */
    private void killAndLook(LiveEngine engine, LineWriters writers) throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUDGET_SECONDS);
        int kills = SlowMachine.repetitions(KILLS);
        for (int i = 0; i < kills && (i < 3 || System.nanoTime() < end); i++) {
            // No condition to wait for: the point is a moment that nobody has chosen.
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            engine.kill();
            if (i % 3 == 2) {
                engine.startAndKill(random.nextInt(LONGEST_START_MILLIS));
            }
            engine.start();
            writers.assertAlive(engine.docker());
        }
    }

    /** The life of a container, one after the other. Connections end with an engine; what one answers is right to its end. */
    private void keepBusy(LiveEngine engine, String prefix) {
        for (int i = 0; !enough; i++) {
            try (DockerClient docker = engine.newClient()) {
                liveAndDie(docker, prefix + i);
            } catch (DockerException answer) {
                surprises.add(answer.toString());
            } catch (RuntimeException | IOException connectionLost) {
                pause();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void liveAndDie(DockerClient docker, String name) throws InterruptedException {
        String id = LiveEngine.container(docker, "sh", "-c", "echo hello; sleep 1000").withName(name).exec().getId();
        ids.add(id);
        docker.startContainerCmd(id).exec();
        String exec = docker.execCreateCmd(id).withAttachStdout(true).withCmd("echo", "hi").exec().getId();
        docker.execStartCmd(exec).exec(new LiveEngine.Output()).awaitCompletion(60, TimeUnit.SECONDS);
        docker.stopContainerCmd(id).withTimeout(0).exec();
        docker.startContainerCmd(id).exec();
        docker.removeContainerCmd(id).withForce(true).exec();
    }

    /** What the engines were killed over is whole: its state is that of its process, and it can be used and removed. */
    private void checkWhatIsThere(DockerClient docker) {
        for (Container container : docker.listContainersCmd().withShowAll(true).exec()) {
            String id = container.getId();
            if (ids.add(id) || !container.getNames()[0].startsWith("/busy-")) {
                continue;
            }
            InspectContainerResponse.ContainerState state = docker.inspectContainerCmd(id).exec().getState();
            if (state.getRunning()) {
                assertThat(ProcessHandle.of(state.getPidLong())).as("the process of " + state).isPresent();
            } else {
                assertThat(state.getPidLong()).isZero();
                Eventually.holds(() -> processesOf(Set.of(id)).isEmpty(),
                        () -> "the end of processes of a container that is " + state.getStatus() + ": " + processesOf(Set.of(id)));
                docker.startContainerCmd(id).exec();
            }
            docker.removeContainerCmd(id).withForce(true).exec();
            Eventually.holds(() -> isGone(docker, id), () -> "the end of " + id);
        }
    }

    private static boolean isGone(DockerClient docker, String id) {
        try {
            docker.inspectContainerCmd(id).exec();
            return false;
        } catch (NotFoundException gone) {
            return true;
        }
    }

    private void assertNothingIsLeft(Path home) throws IOException {
        Set<String> traces = new TreeSet<>(ids);
        traces.add(home.toString());
        Eventually.holds(() -> processesOf(traces).isEmpty(), () -> "the end of " + processesOf(traces));
        Eventually.holds(() -> controlGroupsOf(ids).isEmpty(), () -> "the end of " + controlGroupsOf(ids));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
        assertThat(filesBelow(home.resolve("containers"))).isEmpty();
        assertThat(filesBelow(home.resolve("run/containers"))).isEmpty();
        assertThat(filesBelow(home)).noneMatch(file -> file.endsWith(".tmp"));
    }

    /** By what their control groups and command lines tell of. What has ended is none, though its new parent may take its time. */
    private static Set<String> processesOf(Set<String> traces) {
        Set<String> found = new TreeSet<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String command = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    String told = Files.readString(process.resolve("cgroup")) + command;
                    boolean ended = Files.readString(process.resolve("stat")).contains(") Z ");
                    if (!ended && traces.stream().anyMatch(told::contains)) {
                        found.add(process.getFileName() + " " + command);
                    }
                } catch (IOException gone) {
                    // It has ended.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Set<String> controlGroupsOf(Set<String> ids) {
        Set<String> found = new TreeSet<>();
        for (String group : filesBelow(Path.of("/sys/fs/cgroup"))) {
            if (ids.stream().anyMatch(group::contains)) {
                found.add(group);
            }
        }
        return found;
    }

    /** Others may make and remove files while we look. */
    private static Set<String> filesBelow(Path folder) {
        Set<String> found = new TreeSet<>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                found.add(file.toString());
                if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    found.addAll(filesBelow(file));
                }
            }
        } catch (IOException gone) {
            return found;
        }
        return found;
    }
}
