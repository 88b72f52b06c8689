package minidocker.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import minidocker.cli.Home;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DaemonTest {
    @BeforeEach
    void engines_are_roots_so_far() {
        Needs.root();
    }

    static String ask(Path socket, String path) throws java.io.IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void it_listens_on_a_socket_for_its_group_until_it_is_asked_to_end() throws Exception {
        try (RunningEngine engine = new RunningEngine().awaitAnswer()) {
            assertThat(RunningEngine.files(engine.home.run())).containsEntry("mini-docker.sock", "rw-rw----").containsKey("engine.json");
            assertThat(ask(EngineStart.socket(engine.home), "/_ping")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nOK");
            assertThat(ask(EngineStart.socket(engine.home), "/version")).contains("\"ApiVersion\":\"1.44\"");
            assertThat(ask(EngineStart.socket(engine.home), "/v1.44/info")).contains("\"OSType\":\"linux\"", "\"Containers\":0");
            engine.process.destroy();
            assertThat(engine.awaitEnd()).isZero();
            assertThat(RunningEngine.files(engine.home.run())).doesNotContainKeys("mini-docker.sock", "engine.json");
            assertThat(engine.output()).contains("the engine has ended");
        }
    }

    @Test
    void there_is_one_engine_a_home_and_the_second_names_the_first() throws Exception {
        try (RunningEngine first = new RunningEngine().awaitAnswer(); RunningEngine second = new RunningEngine(first.home)) {
            assertThat(second.awaitEnd()).isEqualTo(125);
            assertThat(second.output()).contains("an engine is running").contains("(process " + first.process.pid() + ")");
            assertThat(ask(EngineStart.socket(first.home), "/_ping")).endsWith("OK");
        }
    }

    @Test
    void what_an_engine_that_was_killed_left_behind_is_replaced() throws Exception {
        Home home = RunningEngine.newHome();
        try (RunningEngine first = new RunningEngine(home).awaitAnswer()) {
            first.process.destroyForcibly().waitFor();
            assertThat(RunningEngine.files(home.run())).containsKeys("mini-docker.sock", "engine.json");
        }
        try (RunningEngine second = new RunningEngine(home)) {
            Eventually.holds(() -> second.output().contains("listening"), second::output);
            assertThat(ask(EngineStart.socket(home), "/_ping")).endsWith("OK");
        }
    }

    @Test
    void it_leaves_when_nobody_needs_it() throws Exception {
        try (RunningEngine engine = new RunningEngine("--idle", "1")) {
            assertThat(engine.awaitEnd()).isZero();
            assertThat(engine.output()).contains("nothing to do for 1 s");
            assertThat(RunningEngine.files(engine.home.run())).doesNotContainKeys("mini-docker.sock", "engine.json");
        }
    }

    @Test
    void it_leaves_when_its_folder_was_removed_under_it() throws Exception {
        try (RunningEngine engine = new RunningEngine().awaitAnswer()) {
            assertThat(ask(EngineStart.socket(engine.home), "/_ping")).endsWith("OK");
            Files.delete(EngineStart.socket(engine.home));
            assertThat(engine.awaitEnd()).isZero();
            assertThat(engine.output()).contains("has been removed");
        }
    }

    @Test
    void it_listens_on_further_sockets() throws Exception {
        Path other = TestHome.temporary().resolve("other.sock");
        try (RunningEngine engine = new RunningEngine("-H", "unix://" + other).awaitAnswer()) {
            Eventually.holds(() -> Files.exists(other), engine::output);
            assertThat(ask(other, "/_ping")).endsWith("OK");
            engine.process.destroy();
            assertThat(engine.awaitEnd()).isZero();
            assertThat(other).doesNotExist();
        }
    }

    @Test
    void tcp_without_certificates_is_refused_unless_forced() throws Exception {
        try (RunningEngine engine = new RunningEngine("-H", "tcp://:0")) {
            assertThat(engine.awaitEnd()).isEqualTo(125);
            assertThat(engine.output()).contains("--tlscacert").doesNotContain("\tat ");
        }
        try (RunningEngine engine = new RunningEngine("-H", "tcp://:0", "--insecure-tcp").awaitAnswer()) {
            Eventually.holds(() -> engine.output().contains("tcp://"), engine::output);
            assertThat(engine.output()).contains("listening on tcp://127.0.0.1:").contains("FOR EVERYBODY");
        }
    }

    @Test
    void options_that_make_no_sense_are_refused_with_a_sentence() throws Exception {
        for (String[] options : new String[][] {{"-H", "http://x"}, {"-H", "tcp://1.2.3.4:99999"}, {"--tlskey", "/nowhere"},
            {"--idle", "0"},
            {"-H", "tcp://", "--tlscacert", "/nowhere", "--tlscert", "/nowhere", "--tlskey", "/nowhere"},
            {"-H", "unix:///no/such/folder/x.sock"}}) {
            try (RunningEngine engine = new RunningEngine(options)) {
                assertThat(engine.awaitEnd()).isEqualTo(125);
                assertThat(engine.output()).contains("mini-docker: ").doesNotContain("\tat ");
            }
        }
    }

    @Test
    void a_path_too_long_for_a_socket_is_named_as_the_reason() throws Exception {
        Path folder = Files.createDirectories(TestHome.temporary().resolve("long".repeat(30)));
        try (RunningEngine engine = new RunningEngine(Home.of(java.util.Map.of("MINI_DOCKER_HOME", folder.toString()), 0))) {
            assertThat(engine.awaitEnd()).isEqualTo(125);
            assertThat(engine.output()).contains("too long for a socket");
        }
    }

    @Test
    void a_socket_of_somebody_else_who_still_listens_is_not_ours_to_take() throws Exception {
        Path taken = TestHome.temporary().resolve("taken.sock");
        try (ServerSocketChannel somebody = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            somebody.bind(UnixDomainSocketAddress.of(taken));
            try (RunningEngine engine = new RunningEngine("-H", "unix://" + taken)) {
                assertThat(engine.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(engine.output()).contains("somebody listens");
            }
        }
    }
}
