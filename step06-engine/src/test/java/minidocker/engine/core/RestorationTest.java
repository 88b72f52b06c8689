package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import minidocker.engine.core.ContainerState.Created;
import minidocker.engine.core.ContainerState.Exited;
import minidocker.engine.core.ContainerState.Paused;
import minidocker.engine.core.ContainerState.Running;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One engine goes and another comes. */
class RestorationTest {
    private EngineHome home;

    @BeforeEach
    void needs() {
        Needs.root();
    }

    @AfterEach
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private static Map<String, Object> policy(String name) {
        return Map.of("HostConfig", Map.of("RestartPolicy", Map.of("Name", name)));
    }

    @Test
    void a_container_that_runs_goes_on_and_can_be_stopped_by_the_next_engine() {
        home = new EngineHome(processes -> { }, EngineHome.config(Map.of(), "sh", "-c",
                "trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done"));
        Container container = home.only();
        EngineHome.awaitOutput(container, "ready");
        assertThat(container.state()).isInstanceOf(Running.class);
        assertThat(Path.of("/proc/" + container.state().pid())).exists();
        home.engine.stop(container, Optional.empty(), Optional.empty());
        // The kernel tells a stranger how a process ended since 6.15.
        assertThat(container.state().past().exitCode()).isIn(5, 255);
    }

    @Test
    void its_output_reaches_the_same_log() throws IOException {
        home = new EngineHome(processes -> { }, EngineHome.config(Map.of(), "sh", "-c",
                "echo one; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo two; sleep 1000"));
        Container container = home.only();
        try (ContainerTree tree = home.engine.files(container)) {
            tree.write("/tmp", Archives.of("go", ""), false);
        }
        EngineHome.awaitOutput(container, "one\ntwo\n");
    }

    @Test
    void a_container_that_ended_without_an_engine_is_known_to_have_ended() {
        home = new EngineHome(this::end, EngineHome.config(Map.of(), "sleep", "1000"));
        EngineHome.awaitState(home.only(), Exited.class);
        // 137 if nobody had waited for the process yet.
        assertThat(home.only().state().past().exitCode()).isIn(137, 255);
    }

    @Test
    void policies_act_on_what_ended_without_an_engine() {
        home = new EngineHome(this::end, EngineHome.config(policy("unless-stopped"), "sleep", "1000"));
        Eventually.holds(() -> home.only().restartCount() == 1 && home.only().state() instanceof Running,
                () -> "a restart and not " + home.only().restartCount() + " " + home.only().state());
    }

    @Test
    void one_that_wants_to_be_removed_is_removed_if_it_ended_without_an_engine() {
        home = new EngineHome(this::end, EngineHome.config(Map.of("HostConfig", Map.of("AutoRemove", true)), "sleep", "1000"));
        Eventually.holds(() -> home.engine.containers().all().isEmpty(), () -> "the end of the container");
    }

    @Test
    void a_paused_container_is_still_paused() {
        home = new EngineHome(processes -> { }, EngineHome.config(Map.of("Labels", Map.of("pause", "")), "sleep", "1000"));
        assertThat(home.only().state()).isInstanceOf(Paused.class);
        home.engine.unpause(home.only());
        assertThat(home.only().state()).isInstanceOf(Running.class);
    }

    /** Somebody else ends the containers. */
    private void end(List<Integer> processes) {
        for (int pid : processes) {
            Linux.kill(pid, Signal.SIGKILL.number());
            Eventually.holds(() -> !Files.exists(Path.of("/proc/" + pid)) || isZombie(pid), () -> "the end of " + pid);
        }
    }

    /** Until somebody has waited for it. */
    private static boolean isZombie(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
        } catch (IOException gone) {
            return true;
        }
    }

    @Test
    void what_has_ended_or_never_ran_stays_so() throws IOException {
        home = new EngineHome();
        Container ended = home.run("sh", "-c", "exit 9");
        Container created = home.create(Map.of(), "true");
        home.replaceEngine();
        assertThat(home.again(ended).state()).isEqualTo(ended.state());
        assertThat(home.again(created).state()).isInstanceOf(Created.class);
        assertThat(home.again(created).config().json()).isEqualTo(created.config().json());
        assertThat(home.again(created).host().json().fields()).isEqualTo(created.host().json().fields());
        assertThat(home.again(created).created()).isEqualTo(created.created());
    }

    @Test
    void always_starts_what_a_user_had_stopped_and_unless_stopped_does_not() throws IOException {
        home = new EngineHome();
        Container always = home.start(policy("always"), "sleep", "1000");
        Container unlessStopped = home.start(policy("unless-stopped"), "sleep", "1000");
        home.engine.stop(always, Optional.empty(), Optional.of(0L));
        home.engine.stop(unlessStopped, Optional.empty(), Optional.of(0L));
        home.replaceEngine();
        EngineHome.awaitState(home.again(always), Running.class);
        assertThat(home.again(unlessStopped).state()).isInstanceOf(Exited.class);
    }

    @Test
    void a_folder_that_was_not_finished_is_taken_away() throws IOException {
        home = new EngineHome();
        Path half = home.home.data().resolve("containers").resolve(ContainerId.random().hex());
        Files.createDirectories(half.resolve("upper/" + UUID.randomUUID()));
        home.replaceEngine();
        Eventually.holds(() -> !Files.exists(half), () -> "the end of " + half);
    }

    @Test
    void a_container_that_somebody_has_broken_does_not_keep_the_others_down() throws IOException {
        home = new EngineHome();
        Container broken = home.create(Map.of(), "true");
        Container other = home.create(Map.of(), "true");
        Files.writeString(broken.folder().resolve("container.json"), "{\"Id\":");
        home.replaceEngine();
        assertThat(home.engine.containers().all()).extracting(Container::id).containsExactly(other.id());
    }
}
