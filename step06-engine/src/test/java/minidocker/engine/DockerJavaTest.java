package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Statistics;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import minidocker.engine.LiveEngine.Output;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docker-java, a client that none of us wrote, makes of the engine's answers. */
@Timeout(300)
class DockerJavaTest {
    private static LiveEngine engine;
    private static DockerClient docker;

    private final String word = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws InterruptedException {
        Needs.root();
        engine = LiveEngine.withImage();
        docker = engine.docker();
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static int exitCode(String id) {
        return docker.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode(60, TimeUnit.SECONDS);
    }

    @Test
    void the_engine_tells_about_itself() {
        docker.pingCmd().exec();
        assertThat(docker.versionCmd().exec().getApiVersion()).isEqualTo("1.44");
        assertThat(docker.infoCmd().exec().getOsType()).isEqualTo("linux");
    }

    @Test
    void a_container_is_created_started_waited_for_and_removed() throws Exception {
        String id = LiveEngine.container(docker, "sh", "-c", "echo $WORD; echo oops >&2; exit 7").withName("c-" + word)
                .withEnv("WORD=" + word).withLabels(Map.of("word", word)).exec().getId();
        InspectContainerResponse created = docker.inspectContainerCmd(id).exec();
        assertThat(created.getName()).isEqualTo("/c-" + word);
        assertThat(created.getState().getStatus()).isEqualTo("created");
        docker.startContainerCmd(id).exec();
        assertThat(exitCode(id)).isEqualTo(7);
        InspectContainerResponse.ContainerState state = docker.inspectContainerCmd(id).exec().getState();
        assertThat(state.getStatus()).isEqualTo("exited");
        assertThat(state.getExitCodeLong()).isEqualTo(7);
        assertThat(docker.listContainersCmd().withShowAll(true).withLabelFilter(Map.of("word", word)).exec())
                .extracting(Container::getId).containsExactly(id);
        Output both = docker.logContainerCmd(id).withStdOut(true).withStdErr(true).exec(new Output());
        assertThat(both.await()).isEqualTo(word + "\n");
        assertThat(both.of("STDERR")).isEqualTo("oops\n");
        docker.removeContainerCmd(id).exec();
        assertThatThrownBy(() -> docker.inspectContainerCmd(id).exec()).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such container: " + id);
    }

    @Test
    void a_name_that_is_taken_is_a_conflict() {
        LiveEngine.container(docker, "true").withName("taken-" + word).exec();
        assertThatThrownBy(() -> LiveEngine.container(docker, "true").withName("taken-" + word).exec())
                .isInstanceOf(ConflictException.class).hasMessageContaining("is already in use by container");
    }

    @Test
    void an_attached_client_writes_to_the_program_and_reads_what_it_says() throws Exception {
        String id = LiveEngine.container(docker, "sh", "-c",
                "while read line && [ \"$line\" != end ]; do echo \"got $line\"; done; echo ended")
                .withStdinOpen(true).withStdInOnce(true).withAttachStdin(true).withAttachStdout(true).exec().getId();
        try (PipedOutputStream keyboard = new PipedOutputStream(); PipedInputStream input = new PipedInputStream(keyboard);
                Output output = new Output()) {
            docker.attachContainerCmd(id).withStdIn(input).withStdOut(true).withStdErr(true).withFollowStream(true).exec(output);
            assertThat(output.awaitStarted(60, TimeUnit.SECONDS)).isTrue();
            docker.startContainerCmd(id).exec();
            keyboard.write((word + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            Eventually.holds(() -> output.of("STDOUT").equals("got " + word + "\n"), () -> "an answer: " + output.of("STDOUT"));
            // A word, because the end of the input is never passed on by this client: it closes no half of a connection.
            keyboard.write("two\nend\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(output.await()).isEqualTo("got " + word + "\ngot two\nended\n");
        }
        assertThat(exitCode(id)).isZero();
    }

    @Test
    void a_second_program_has_input_output_and_an_exit_code_of_its_own() throws Exception {
        String id = LiveEngine.run(docker, "sleep", "1000");
        String exec = docker.execCreateCmd(id).withAttachStdin(true).withAttachStdout(true).withAttachStderr(true)
                .withEnv(List.of("WORD=" + word)).withWorkingDir("/tmp").withCmd("sh", "-c",
                        "pwd; read line; echo $line; echo $WORD >&2; exit 9").exec().getId();
        Output output = docker.execStartCmd(exec).withStdIn(new ByteArrayInputStream("typed\n".getBytes(StandardCharsets.UTF_8)))
                .exec(new Output());
        assertThat(output.await()).isEqualTo("/tmp\ntyped\n");
        assertThat(output.of("STDERR")).isEqualTo(word + "\n");
        assertThat(docker.inspectExecCmd(exec).exec().getExitCodeLong()).isEqualTo(9);
        docker.pauseContainerCmd(id).exec();
        assertThatThrownBy(() -> docker.execCreateCmd(id).withCmd("true").exec()).isInstanceOf(ConflictException.class)
                .hasMessageContaining("is paused");
        docker.unpauseContainerCmd(id).exec();
        docker.stopContainerCmd(id).withTimeout(0).exec();
        assertThatThrownBy(() -> docker.execCreateCmd(id).withCmd("true").exec()).isInstanceOf(ConflictException.class)
                .hasMessageContaining("is not running");
    }

    @Test
    void a_terminal_is_one_stream_without_headers() throws Exception {
        String id = LiveEngine.container(docker, "sh", "-c", "tty >/dev/null && echo " + word).withTty(true).exec().getId();
        Output output = new Output();
        docker.attachContainerCmd(id).withStdOut(true).withStdErr(true).withFollowStream(true).exec(output);
        assertThat(output.awaitStarted(60, TimeUnit.SECONDS)).isTrue();
        docker.startContainerCmd(id).exec();
        output.await();
        assertThat(output.of("RAW")).isEqualTo(word + "\r\n");
        assertThat(exitCode(id)).isZero();
    }

    @Test
    void who_follows_a_log_hears_all_of_it_until_the_end() throws Exception {
        String id = LiveEngine.run(docker, "sh", "-c",
                "i=0; while [ $i -lt 50 ]; do echo $i; i=$((i+1)); done; until [ -e /go ]; do sleep 0.1; done; echo " + word);
        LiveEngine.awaitLog(docker, id, "\n49\n");
        Output output = docker.logContainerCmd(id).withStdOut(true).withFollowStream(true).withTail(2).exec(new Output());
        Eventually.holds(() -> output.of("STDOUT").equals("48\n49\n"), () -> "two lines: " + output.of("STDOUT"));
        docker.copyArchiveToContainerCmd(id).withRemotePath("/").withTarInputStream(archive("go", "")).exec();
        assertThat(output.await()).isEqualTo("48\n49\n" + word + "\n");
    }

    @Test
    void what_happens_is_told_as_it_happens() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (ResultCallback.Adapter<Event> events = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Event event) {
                seen.add(event.getAction() + " " + event.getActor().getAttributes().getOrDefault("exitCode", ""));
            }
        }) {
            docker.eventsCmd().withLabelFilter(Map.of("word", word)).exec(events);
            assertThat(events.awaitStarted(60, TimeUnit.SECONDS)).isTrue();
            String id = LiveEngine.container(docker, "sh", "-c", "exit 3").withLabels(Map.of("word", word)).exec().getId();
            docker.startContainerCmd(id).exec();
            assertThat(exitCode(id)).isEqualTo(3);
            docker.removeContainerCmd(id).exec();
            Eventually.holds(() -> seen.contains("destroy "), () -> "the last event: " + seen);
        }
        assertThat(seen).containsSubsequence("create ", "start ", "die 3", "destroy ");
    }

    private static InputStream archive(String name, String text) throws Exception {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(text.length());
            tar.putArchiveEntry(entry);
            tar.write(text.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Test
    void files_are_copied_in_and_out_whether_it_runs_or_not() throws Exception {
        String id = LiveEngine.container(docker, "sh", "-c", "cat /tmp/in; cp /tmp/in /tmp/out; sleep 1000").exec().getId();
        docker.copyArchiveToContainerCmd(id).withRemotePath("/tmp").withTarInputStream(archive("in", word + "\n")).exec();
        docker.startContainerCmd(id).exec();
        LiveEngine.awaitLog(docker, id, word);
        for (String name : List.of("in", "out")) {
            if (name.equals("out")) {
                docker.killContainerCmd(id).exec();
                assertThat(exitCode(id)).isEqualTo(137);
            }
            try (TarArchiveInputStream tar = new TarArchiveInputStream(
                    docker.copyArchiveFromContainerCmd(id, "/tmp/" + name).exec())) {
                assertThat(tar.getNextEntry().getName()).isEqualTo(name);
                assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(word + "\n");
            }
        }
        assertThat(docker.containerDiffCmd(id).exec()).anySatisfy(change -> assertThat(change.getPath()).isEqualTo("/tmp/out"));
        assertThatThrownBy(() -> docker.copyArchiveFromContainerCmd(id, "/" + word).exec()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void statistics_come_one_by_one() throws Exception {
        String id = LiveEngine.run(docker, "sleep", "1000");
        Queue<Statistics> seen = new ConcurrentLinkedQueue<>();
        try (ResultCallback.Adapter<Statistics> statistics = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Statistics sample) {
                seen.add(sample);
            }
        }) {
            docker.statsCmd(id).exec(statistics);
            Eventually.holds(() -> seen.size() >= 2, () -> "two samples, not " + seen);
        }
        assertThat(seen).allSatisfy(sample -> {
            assertThat(sample.getMemoryStats().getUsage()).isPositive();
            assertThat(sample.getCpuStats().getSystemCpuUsage()).isPositive();
            assertThat(sample.getPidsStats().getCurrent()).isEqualTo(1);
        });
    }

    @Test
    void what_was_asked_for_is_what_inspect_tells() {
        String id = docker.createContainerCmd(LiveEngine.IMAGE).withCmd("sleep", "1000").withHostName("box").withUser("1:2")
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none").withMemory(64L << 20).withPidsLimit(20L)
                        .withRestartPolicy(RestartPolicy.onFailureRestart(3)).withReadonlyRootfs(true)).exec().getId();
        InspectContainerResponse told = docker.inspectContainerCmd(id).exec();
        assertThat(told.getConfig().getHostName()).isEqualTo("box");
        assertThat(told.getConfig().getUser()).isEqualTo("1:2");
        assertThat(told.getHostConfig().getMemory()).isEqualTo(64L << 20);
        assertThat(told.getHostConfig().getPidsLimit()).isEqualTo(20);
        assertThat(told.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(told.getHostConfig().getRestartPolicy()).isEqualTo(RestartPolicy.onFailureRestart(3));
        assertThat(told.getNetworkSettings().getNetworks()).containsOnlyKeys("none");
        docker.renameContainerCmd(id).withName("renamed-" + word).exec();
        docker.updateContainerCmd(id).withMemory(32L << 20).withMemorySwap(64L << 20).exec();
        assertThat(docker.inspectContainerCmd("renamed-" + word).exec().getHostConfig().getMemory()).isEqualTo(32L << 20);
    }

    @Test
    void processes_are_listed() {
        String id = LiveEngine.run(docker, "sleep", "1234");
        String[][] processes = docker.topContainerCmd(id).exec().getProcesses();
        assertThat(processes.length).isEqualTo(1);
        assertThat(processes[0]).contains("sleep 1234");
    }

    @Test
    void an_image_is_made_of_a_container_listed_inspected_and_removed() throws Exception {
        String id = LiveEngine.run(docker, "sh", "-c", "echo " + word + " > /tmp/word");
        assertThat(exitCode(id)).isZero();
        String image = docker.commitCmd(id).withRepository("kept-" + word).withTag("1").withMessage("kept").exec();
        assertThat(docker.inspectImageCmd(image).exec().getRepoTags()).containsExactly("kept-" + word + ":1");
        assertThat(docker.listImagesCmd().exec()).extracting(Image::getId).contains(docker.inspectImageCmd(image).exec().getId());
        String again = docker.createContainerCmd("kept-" + word + ":1").withCmd("cat", "/tmp/word")
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")).exec().getId();
        docker.startContainerCmd(again).exec();
        assertThat(exitCode(again)).isZero();
        assertThat(LiveEngine.log(docker, again)).isEqualTo(word + "\n");
        docker.removeContainerCmd(again).exec();
        docker.removeImageCmd("kept-" + word + ":1").exec();
        assertThatThrownBy(() -> docker.inspectImageCmd("kept-" + word + ":1").exec()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_image_that_is_nowhere_is_not_found() {
        assertThatThrownBy(() -> docker.createContainerCmd("no-such-image-" + word).exec()).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such image: no-such-image-" + word);
    }
}
