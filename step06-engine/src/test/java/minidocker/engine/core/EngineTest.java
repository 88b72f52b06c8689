package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.ContainerState.Created;
import minidocker.engine.core.ContainerState.Exited;
import minidocker.engine.core.ContainerState.Paused;
import minidocker.engine.core.ContainerState.Running;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers through the engine, on the real kernel. */
class EngineTest {
    private static final String IGNORES_TERM = "trap '' TERM; echo ready; while :; do sleep 0.1; done";
    private static final String OBEYS_TERM = "trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done";

    private EngineHome home;

    @BeforeEach
    void open() {
        Needs.root();
        home = new EngineHome();
    }

    @AfterEach
    void close() {
        if (home != null) {
            home.close();
        }
    }

    @Test
    void a_container_runs_and_tells_how_it_ended() throws IOException {
        String word = UUID.randomUUID().toString();
        Container container = home.run("sh", "-c", "echo " + word + "; exit 7");
        assertThat(container.state()).isInstanceOf(Exited.class);
        assertThat(container.state().past().exitCode()).isEqualTo(7);
        assertThat(container.state().past().finishedAt()).isAfter(container.state().past().startedAt());
        assertThat(EngineHome.output(container)).isEqualTo(word + "\n");
    }

    @Test
    void what_it_wrote_is_there_when_it_starts_again() throws IOException {
        Container container = home.run("sh", "-c", "echo one >> /kept; cat /kept");
        home.engine.start(container);
        EngineHome.exitCode(container);
        EngineHome.awaitOutput(container, "one\none\none\n");
    }

    @Test
    void it_is_who_and_where_its_configuration_says() throws IOException {
        Container container = home.run(Map.of("Hostname", "box", "Env", List.of("GREETING=hi there"), "WorkingDir", "/tmp",
                "User", "12:34"), "sh", "-c", "hostname; echo $GREETING; pwd; id -u; id -g; cat /etc/hostname");
        assertThat(EngineHome.output(container)).isEqualTo("box\nhi there\n/tmp\n12\n34\nbox\n");
    }

    @Test
    void stop_asks_with_SIGTERM_and_the_container_may_answer() throws IOException {
        Container container = home.start("sh", "-c", OBEYS_TERM);
        EngineHome.awaitOutput(container, "ready");
        home.engine.stop(container, Optional.empty(), Optional.empty());
        assertThat(container.state().past().exitCode()).isEqualTo(5);
    }

    @Test
    void who_does_not_listen_is_killed_when_patience_ends() throws IOException {
        Container container = home.start("sh", "-c", IGNORES_TERM);
        EngineHome.awaitOutput(container, "ready");
        home.engine.stop(container, Optional.empty(), Optional.of(0L));
        assertThat(container.state().past().exitCode()).isEqualTo(137);
    }

    @Test
    void stop_uses_the_signal_that_the_container_wants() throws IOException {
        Container container = home.start(Map.of("StopSignal", "SIGUSR1"), "sh", "-c",
                "trap 'exit 6' USR1; echo ready; while :; do sleep 0.1; done");
        EngineHome.awaitOutput(container, "ready");
        home.engine.stop(container, Optional.empty(), Optional.empty());
        assertThat(container.state().past().exitCode()).isEqualTo(6);
    }

    @Test
    void a_paused_container_stands_still_and_can_be_stopped() throws IOException {
        Container container = home.start("sh", "-c", OBEYS_TERM);
        EngineHome.awaitOutput(container, "ready");
        home.engine.pause(container);
        assertThat(container.state()).isInstanceOf(Paused.class);
        assertThatThrownBy(() -> home.engine.pause(container)).hasMessage("Container " + container.id() + " is already paused");
        home.engine.unpause(container);
        assertThat(container.state()).isInstanceOf(Running.class);
        home.engine.pause(container);
        home.engine.stop(container, Optional.empty(), Optional.empty());
        assertThat(container.state().past().exitCode()).isEqualTo(5);
    }

    @Test
    void a_program_that_is_not_there_gives_127_and_one_that_is_a_folder_126() throws IOException {
        Container missing = home.create(Map.of(), "no-such-program");
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> home.engine.start(missing));
        assertThat(refusal).hasMessageContaining("executable file not found in $PATH");
        assertThat(refusal.kind()).isEqualTo(Kind.BAD_PARAMETER);
        assertThat(missing.state()).isInstanceOf(Created.class);
        assertThat(missing.state().past().exitCode()).isEqualTo(127);
        Container folder = home.create(Map.of(), "/etc");
        assertThatThrownBy(() -> home.engine.start(folder)).hasMessageContaining("permission denied");
        assertThat(folder.state().past().exitCode()).isEqualTo(126);
    }

    @Test
    void one_that_wants_it_is_gone_when_it_has_ended() throws IOException {
        Container container = home.create(Map.of("HostConfig", Map.of("AutoRemove", true)), "sh", "-c", "exit 4");
        var gone = container.when(Container.WaitCondition.REMOVED);
        home.engine.start(container);
        assertThat(gone.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isEqualTo(4);
        assertThat(home.engine.containers().lookup(container.id().hex())).isEmpty();
        Eventually.holds(() -> {
            try (var left = Files.list(home.home.data().resolve("containers"))) {
                return left.findAny().isEmpty();
            } catch (IOException e) {
                return false;
            }
        }, () -> "an empty folder of containers");
    }

    @Test
    void a_running_container_is_removed_by_force_only() throws IOException {
        Container container = home.start("sleep", "1000");
        assertThatThrownBy(() -> home.engine.remove(container, false, false)).isInstanceOf(Refusal.class).hasMessage("cannot remove "
                + "container \"/" + container.name() + "\": container is running: stop the container before removing or force remove");
        home.engine.remove(container, true, false);
        assertThat(home.engine.containers().all()).isEmpty();
        assertThat(container.folder()).doesNotExist();
    }

    @Test
    void on_failure_starts_it_again_so_often_and_then_gives_up() throws IOException {
        Container container = home.start(Map.of("HostConfig",
                Map.of("RestartPolicy", Map.of("Name", "on-failure", "MaximumRetryCount", 2))), "sh", "-c", "echo run; exit 3");
        Eventually.holds(() -> container.state() instanceof Exited && container.restartCount() == 2,
                () -> "the end after two restarts, not " + container.restartCount() + " " + container.state());
        assertThat(EngineHome.output(container)).isEqualTo("run\nrun\nrun\n");
        assertThat(container.state().past().exitCode()).isEqualTo(3);
    }

    @Test
    void a_container_that_is_always_restarted_stays_down_when_a_user_stops_it() throws IOException {
        Container container = home.start(Map.of("HostConfig", Map.of("RestartPolicy", Map.of("Name", "always"))), "sh", "-c",
                "echo run; exit 0");
        Eventually.holds(() -> container.restartCount() >= 2, () -> "two restarts");
        home.engine.stop(container, Optional.empty(), Optional.of(5L));
        assertThat(container.state()).isInstanceOf(Exited.class);
        assertThat(container.isStoppedByUser()).isTrue();
    }

    @Test
    void names_and_beginnings_of_ids_find_it_and_an_old_name_does_not() throws IOException {
        Container container = home.create(Map.of(), "true");
        String name = "n" + container.id().shortHex();
        home.engine.rename(container, name);
        assertThat(home.engine.containers().find("/" + name)).isSameAs(container);
        assertThat(home.engine.containers().find(container.id().hex().substring(0, 9))).isSameAs(container);
        Container other = home.create(Map.of(), "true");
        assertThatThrownBy(() -> home.engine.rename(other, name)).isInstanceOf(Refusal.class)
                .hasMessageContaining("Conflict. The container name \"/" + name);
        home.replaceEngine();
        assertThat(home.again(container).name()).isEqualTo(name);
    }

    @Test
    void an_image_that_is_not_here_is_named() {
        String image = "missing-" + UUID.randomUUID();
        ContainerConfig config = ContainerConfig.read(new minidocker.json.JsonObject(Map.of("Image", image), "test"));
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> home.engine.create("", config));
        assertThat(refusal).hasMessage("No such image: " + image + ":latest");
        assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void a_container_can_share_the_network_of_another() throws IOException {
        Container first = home.start("sleep", "1000");
        Container second = home.run(Map.of("HostConfig", Map.of("NetworkMode", "container:" + first.name())), "sh", "-c",
                "readlink /proc/self/ns/net; hostname");
        String theirs = Files.readSymbolicLink(Path.of("/proc/" + first.state().pid() + "/ns/net")).toString();
        assertThat(EngineHome.output(second)).isEqualTo(theirs + "\n" + first.id().shortHex() + "\n");
    }

    @Test
    void a_folder_of_the_host_is_seen_and_can_be_read_only() throws IOException {
        Path folder = TestHome.temporary();
        String word = UUID.randomUUID().toString();
        Files.writeString(folder.resolve("f"), word);
        Container container = home.run(Map.of("HostConfig", Map.of("Binds", List.of(folder + ":/shared:ro"))), "sh", "-c",
                "cat /shared/f; touch /shared/g 2>/dev/null || echo refused");
        assertThat(EngineHome.output(container)).startsWith(word).endsWith("refused\n");
        assertThat(folder.resolve("g")).doesNotExist();
    }

    @Test
    void a_health_check_finds_out_and_tells() throws IOException {
        Container container = home.start(Map.of("Healthcheck", Map.of("Test", List.of("CMD-SHELL", "echo checked; test ! -e /sick"),
                "Interval", 50_000_000L, "Retries", 2L)), "sh", "-c", "while [ ! -e /go ]; do sleep 0.1; done; touch /sick; sleep 1000");
        Eventually.holds(() -> container.health().status() == Health.Status.HEALTHY, () -> "health and not " + container.health());
        assertThat(container.health().log().get(0).output()).isEqualTo("checked\n");
        try (ContainerTree tree = home.engine.files(container)) {
            tree.write("/", Archives.of("go", "now"), false);
        }
        Eventually.holds(() -> container.health().status() == Health.Status.UNHEALTHY, () -> "illness and not " + container.health());
        assertThat(home.engine.events().since(java.time.Instant.EPOCH)).extracting(Event::action)
                .contains("health_status: healthy", "health_status: unhealthy");
    }

    @Test
    void events_tell_the_life_of_a_container() throws IOException {
        Container container = home.start("sh", "-c", OBEYS_TERM);
        EngineHome.awaitOutput(container, "ready");
        home.engine.stop(container, Optional.empty(), Optional.empty());
        home.engine.remove(container, false, false);
        assertThat(home.engine.events().since(java.time.Instant.EPOCH)).filteredOn(event -> event.actor().equals(container.id().hex()))
                .extracting(Event::action).containsExactly("create", "start", "kill", "die", "stop", "destroy");
    }

    @Test
    void limits_can_be_changed_while_it_runs() throws IOException {
        Container container = home.start("sleep", "1000");
        home.engine.update(container, new minidocker.json.JsonObject(Map.of("PidsLimit", 77L), "test"));
        assertThat(container.host().number("PidsLimit")).isEqualTo(77);
        assertThat(container.requireProcess().statistics().tasks().limit()).isEqualTo(77);
    }
}
