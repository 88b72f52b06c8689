package minidocker.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import minidocker.engine.streams.MultiplexedStream;
import minidocker.engine.streams.StandardStream;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StreamRoutesTest {
    private static ApiServer api;

    private final String word = UUID.randomUUID().toString();
    private final List<String> made = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Needs.root();
        api = new ApiServer();
        assertThat(api.post("/images/create?fromImage=hostbox&tag=latest").status()).isEqualTo(200);
    }

    @AfterEach
    void removeContainers() throws IOException {
        for (String id : made) {
            api.ask("DELETE", "/containers/" + id + "?force=1", "", new byte[0]);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (api != null) {
            api.close();
            assertThat(api.mistakes).isEmpty();
        }
    }

    private static ApiServer.Answer post(String target, Map<String, ?> body) throws IOException {
        return api.ask("POST", target, "Content-Type: application/json\r\n", Json.bytes(body));
    }

    private String create(String script, Map<String, ?> more) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("Image", "hostbox", "Cmd", List.of("sh", "-c", script)));
        body.putAll(more);
        String id = post("/containers/create", body).object().string("Id");
        made.add(id);
        return id;
    }

    private String run(String script) throws Exception {
        String id = create(script, Map.of());
        start(id);
        return id;
    }

    private static void start(String id) throws IOException {
        assertThat(api.post("/containers/" + id + "/start").status()).isEqualTo(204);
    }

    private static void await(String id) throws IOException {
        api.post("/containers/" + id + "/wait");
    }

    private static RawConnection attach(String id, String query) throws IOException {
        return new RawConnection(api.socket, "/v1.44/containers/" + id + "/attach?" + query, null);
    }

    private static String frames(byte[] body, StandardStream wanted) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (MultiplexedStream.Frame frame = MultiplexedStream.read(in); frame != null; frame = MultiplexedStream.read(in)) {
            if (frame.stream() == wanted) {
                all.writeBytes(frame.payload());
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String logs(String id, String query) throws IOException {
        ApiServer.Answer answer = api.get("/containers/" + id + "/logs?stdout=1&stderr=1" + query);
        assertThat(answer.status()).isEqualTo(200);
        return frames(answer.body(), StandardStream.STDOUT);
    }

    @Test
    void who_attaches_before_the_start_sees_everything_and_the_end_of_his_input_ends_cat() throws Exception {
        String id = create("cat; echo trouble >&2", Map.of("AttachStdin", true, "OpenStdin", true, "StdinOnce", true));
        try (RawConnection client = attach(id, "stream=1&stdin=1&stdout=1&stderr=1")) {
            assertThat(client.head).startsWith("HTTP/1.1 101 UPGRADED").contains("application/vnd.docker.multiplexed-stream");
            start(id);
            client.type("hi " + word + "\n");
            client.endInput();
            assertThat(client.frames(StandardStream.STDOUT)).isEqualTo("hi " + word + "\n");
        }
        await(id);
        assertThat(logs(id, "")).isEqualTo("hi " + word + "\n");
    }

    @Test
    void a_client_that_can_send_nothing_sees_the_output_of_an_older_protocol() throws Exception {
        String id = create("echo " + word, Map.of());
        try (RawConnection client = new RawConnection(api.socket, "/v1.41/containers/" + id + "/attach?stream=1&stdout=1", null)) {
            client.endInput();
            start(id);
            assertThat(client.head).contains("application/vnd.docker.raw-stream");
            assertThat(client.frames(StandardStream.STDOUT)).isEqualTo(word + "\n");
        }
    }

    @Test
    void a_terminal_is_attached_to_sized_and_left_by_keys() throws Exception {
        String id = create("stty -echo; echo ready; read go; stty size; echo $go; read end", Map.of("Tty", true, "OpenStdin", true));
        start(id);
        try (RawConnection client = attach(id, "stream=1&stdin=1&stdout=1&logs=1&detachKeys=ctrl-a,b")) {
            assertThat(client.rawUpTo("ready\r\n")).isEqualTo("ready\r\n");
            assertThat(api.post("/containers/" + id + "/resize?h=33&w=99").status()).isEqualTo(200);
            client.type(word + "\n");
            assertThat(client.rawUpTo(word + "\r\n")).isEqualTo("33 99\r\n" + word + "\r\n");
            client.type("\u0001b");
            assertThat(client.raw()).isEmpty();
        }
        assertThat(api.get("/containers/" + id + "/json").object().object("State").bool("Running")).isTrue();
    }

    @Test
    void attaching_is_refused_in_dockers_words() throws Exception {
        assertThat(api.post("/containers/nobody/attach?stream=1").object().string("message")).isEqualTo("No such container: nobody");
        String id = run("sleep 1000");
        assertThat(api.post("/containers/" + id + "/attach?detachKeys=hello").status()).isEqualTo(400);
        api.post("/containers/" + id + "/pause");
        ApiServer.Answer answer = api.post("/containers/" + id + "/attach?stream=1");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.object().string("message")).isEqualTo("container " + id + " is paused, unpause the container before attach");
    }

    @Test
    void logs_are_cut_stamped_and_told_apart() throws Exception {
        String id = run("echo 1; echo 2; echo 3; echo err >&2");
        await(id);
        assertThat(logs(id, "&tail=all")).isEqualTo("1\n2\n3\n");
        assertThat(api.get("/containers/" + id + "/logs?stderr=1").body()).hasSize(8 + 4);
        assertThat(logs(id, "&timestamps=1")).matches("(?s)(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z \\d\n){3}");
        assertThat(logs(id, "&since=99999999999")).isEmpty();
        assertThat(logs(id, "&until=1")).isEmpty();
        assertThat(logs(id, "&tail=0")).isEmpty();
        assertThat(logs(id, "&details=1")).startsWith(" 1\n");
        assertThat(api.get("/containers/" + id + "/logs").object().string("message"))
                .isEqualTo("Bad parameters: you must choose at least one stream");
    }

    @Test
    void details_are_the_labels_and_variables_that_were_asked_for() throws Exception {
        String id = create("echo x", Map.of("Labels", Map.of("a", "1 2", "b", "2"), "Env", List.of("E=5"), "HostConfig", Map.of("LogConfig",
                Map.of("Type", "json-file", "Config", Map.of("labels", "a", "env", "E")))));
        start(id);
        await(id);
        assertThat(logs(id, "&details=1")).isEqualTo("E=5,a=1+2 x\n");
    }

    @Test
    void following_ends_with_the_container_but_not_with_a_restart() throws Exception {
        String id = run("echo " + word + "; trap 'exit 0' TERM; while true; do sleep 0.1; done");
        CompletableFuture<String> followed = CompletableFuture.supplyAsync(() -> {
            try {
                return logs(id, "&follow=1");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Eventually.holds(() -> lines(id) == 1, () -> "the first line");
        assertThat(api.post("/containers/" + id + "/restart").status()).isEqualTo(204);
        Eventually.holds(() -> lines(id) == 2, () -> "the line of the second run");
        assertThat(followed.isDone()).isFalse();
        assertThat(api.post("/containers/" + id + "/stop").status()).isEqualTo(204);
        assertThat(followed.get(60, TimeUnit.SECONDS)).isEqualTo((word + "\n").repeat(2));
    }

    private static long lines(String id) {
        try {
            return logs(id, "").lines().count();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String exec(String container, Map<String, ?> body) throws IOException, MalformedJson {
        ApiServer.Answer answer = post("/containers/" + container + "/exec", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.object().string("Id");
    }

    private static String start(String exec, String input) throws IOException {
        try (RawConnection client = new RawConnection(api.socket, "/v1.44/exec/" + exec + "/start", "{\"Detach\":false}")) {
            client.type(input);
            client.endInput();
            return client.frames(StandardStream.STDOUT);
        }
    }

    private static JsonObject inspect(String exec) throws IOException, MalformedJson {
        return api.get("/exec/" + exec + "/json").object();
    }

    @Test
    void an_exec_has_its_input_variables_folder_user_and_exit_code() throws Exception {
        String id = run("sleep 1000");
        String exec = exec(id, Map.of("AttachStdin", true, "AttachStdout", true, "AttachStderr", true, "Cmd",
                List.of("sh", "-c", "cat; echo $A; pwd; id -u; exit 7"), "Env", List.of("A=" + word), "WorkingDir", "/tmp", "User", "12:34"));
        assertThat(inspect(exec).fields().get("ExitCode")).isNull();
        assertThat(start(exec, "in\n")).isEqualTo("in\n" + word + "\n/tmp\n12\n");
        JsonObject after = inspect(exec);
        assertThat(after.number("ExitCode")).isEqualTo(7);
        assertThat(after.bool("Running")).isFalse();
        assertThat(after.string("ContainerID")).isEqualTo(id);
        assertThat(after.object("ProcessConfig").strings("arguments")).hasSize(2);
        assertThat(post("/exec/" + exec + "/start", Map.of()).status()).isEqualTo(409);
    }

    @Test
    void what_cannot_be_executed_is_told_in_the_stream_and_by_126_or_127() throws Exception {
        String id = run("sleep 1000");
        String missing = exec(id, Map.of("AttachStdout", true, "Cmd", List.of(word)));
        assertThat(start(missing, "")).startsWith("OCI runtime exec failed: exec failed: unable to start container process: exec: \""
                + word + "\": executable file not found in $PATH").endsWith("\r\n");
        assertThat(inspect(missing).number("ExitCode")).isEqualTo(127);
        String folder = exec(id, Map.of("AttachStdout", true, "Cmd", List.of("/etc")));
        assertThat(start(folder, "")).startsWith("OCI runtime exec failed: exec failed: unable to start container process: exec: \"/etc\": ");
        assertThat(inspect(folder).number("ExitCode")).isEqualTo(126);
        String nobody = exec(id, Map.of("AttachStdout", true, "Cmd", List.of("true"), "User", word));
        assertThat(start(nobody, "")).contains("unable to find user " + word);
        assertThat(inspect(nobody).number("ExitCode")).isEqualTo(126);
    }

    @Test
    void a_detached_exec_runs_on_its_own_and_one_with_a_terminal_is_raw() throws Exception {
        String id = run("sleep 1000");
        String detached = exec(id, Map.of("Cmd", List.of("touch", "/tmp/" + word)));
        assertThat(post("/exec/" + detached + "/start", Map.of("Detach", true)).status()).isEqualTo(200);
        Eventually.holds(() -> exitCode(detached) == 0, () -> "its end");
        String terminal = exec(id, Map.of("AttachStdin", true, "AttachStdout", true, "Tty", true, "Cmd", List.of("sh", "-c", "stty size; ls /tmp")));
        try (RawConnection client = new RawConnection(api.socket, "/v1.44/exec/" + terminal + "/start",
                "{\"Tty\":true,\"ConsoleSize\":[44,111]}")) {
            assertThat(client.head).contains("application/vnd.docker.raw-stream");
            assertThat(client.raw()).isEqualTo("44 111\r\n" + word + "\r\n");
        }
        assertThat(exitCode(terminal)).isZero();
    }

    private static long exitCode(String exec) {
        try {
            return inspect(exec).optionalNumber("ExitCode").orElse(-1L);
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void execs_are_refused_in_dockers_words() throws Exception {
        assertThat(post("/containers/nobody/exec", Map.of("Cmd", List.of("true"))).object().string("message"))
                .isEqualTo("No such container: nobody");
        assertThat(api.get("/exec/nothing/json").object().string("message")).isEqualTo("No such exec instance: nothing");
        String id = create("true", Map.of());
        assertThat(post("/containers/" + id + "/exec", Map.of("Cmd", List.of("true"))).object().string("message"))
                .isEqualTo("container " + id + " is not running");
        String running = run("sleep 1000");
        assertThat(post("/containers/" + running + "/exec", Map.of()).object().string("message")).isEqualTo("No exec command specified");
        api.post("/containers/" + running + "/pause");
        ApiServer.Answer paused = post("/containers/" + running + "/exec", Map.of("Cmd", List.of("true")));
        assertThat(paused.status()).isEqualTo(409);
        assertThat(paused.object().string("message")).isEqualTo("container " + running + " is paused, unpause the container before exec");
    }
}
