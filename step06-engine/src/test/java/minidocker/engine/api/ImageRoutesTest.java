package minidocker.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.json.JsonObject;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestImage;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class ImageRoutesTest {
    private final String random = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    private ApiServer api;

    @BeforeEach
    void start() throws IOException {
        Needs.root();
        api = new ApiServer();
    }

    @AfterEach
    void stop() throws IOException {
        if (api != null) {
            api.close();
            assertThat(api.mistakes).isEmpty();
        }
    }

    /** An image of one file, by import. @return its ID */
    private String imported(String repository, String tag) throws Exception {
        byte[] tar = new TestTar().file("file", random.getBytes(StandardCharsets.UTF_8)).bytes();
        ApiServer.Answer answer = api.ask("POST", "/images/create?fromSrc=-&repo=" + repository + "&tag=" + tag
                + "&changes=" + URLEncoder.encode("LABEL a=" + random, StandardCharsets.UTF_8), "Content-Type: text/plain\r\n", tar);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.lines().get(0).string("status");
    }

    @Test
    void an_archive_becomes_an_image_that_is_listed_and_inspected() throws Exception {
        String id = imported("some/name", "v1");
        assertThat(id).matches("sha256:[0-9a-f]{64}");
        Map<String, Object> listed = api.get("/images/json").list().get(0);
        assertThat(listed).containsEntry("Id", id).containsEntry("RepoTags", List.of("some/name:v1")).containsEntry("SharedSize", -1)
                .containsEntry("Labels", Map.of("a", random)).doesNotContainKey("VirtualSize");
        assertThat(api.get("/v1.43/images/json").list().get(0)).containsKey("VirtualSize");
        for (String name : new String[] {"some/name:v1", "some%2Fname:v1", "docker.io/some/name:v1", id, id.substring(7, 19)}) {
            assertThat(api.get("/images/" + name + "/json").object().string("Id")).as(name).isEqualTo(id);
        }
        assertThat(api.get("/images/" + id + "/history").list()).singleElement()
                .satisfies(step -> assertThat(step).containsEntry("Id", id).containsEntry("Comment", "Imported from -"));
    }

    @Test
    void what_is_not_there_is_404_in_dockers_words() throws Exception {
        for (String target : new String[] {"/images/nothing/json", "/images/nothing/history", "/images/nothing/get"}) {
            ApiServer.Answer answer = api.get(target);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.object().string("message")).isEqualTo("No such image: nothing:latest");
        }
        assertThat(api.ask("DELETE", "/images/nothing", "", new byte[0]).status()).isEqualTo(404);
        assertThat(api.post("/images/nothing/tag?repo=x").status()).isEqualTo(404);
    }

    @Test
    void names_that_cannot_be_are_400() throws Exception {
        imported("a", "1");
        assertThat(api.post("/images/a:1/tag?repo=UPPER").status()).isEqualTo(400);
        assertThat(api.post("/images/a:1/tag").status()).isEqualTo(400);
        assertThat(api.post("/images/create?fromImage=UPPER&tag=x").status()).isEqualTo(400);
        assertThat(api.get("/images/json?filters=%7B%22nonsense%22%3A%5B%22x%22%5D%7D").object().string("message"))
                .isEqualTo("invalid filter 'nonsense'");
        assertThat(api.get("/images/json?filters=nonsense").status()).isEqualTo(400);
    }

    @Test
    void what_cannot_be_unpacked_does_not_become_an_image() throws Exception {
        assertThat(api.post("/images/create").status()).isEqualTo(400);
        assertThat(api.ask("POST", "/images/create?fromSrc=-", "", "garbage".getBytes()).status()).isEqualTo(500);
        assertThat(api.post("/images/create?fromSrc=ftp://x/").status()).isEqualTo(400);
        byte[] tar = new TestTar().file("file", new byte[10]).bytes();
        assertThat(api.ask("POST", "/images/create?fromSrc=-&changes=RUN%20x", "", tar).status()).isEqualTo(400);
        assertThat(api.ask("POST", "/images/create?fromSrc=-", "", java.util.Arrays.copyOf(tar, 515)).status()).isEqualTo(500);
        assertThat(api.get("/images/json").list()).isEmpty();
    }

    @Test
    void a_pull_ends_when_the_client_that_wanted_it_goes_away() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(api.socket))) {
                client.write(ByteBuffer.wrap(("POST /images/create?tag=v1&fromImage=127.0.0.1:" + silent.getLocalPort()
                        + "/app HTTP/1.1\r\nHost: x\r\n\r\n").getBytes()));
                silent.accept();
                assertThat(api.server.running()).isEqualTo(1);
            }
            Eventually.holds(() -> api.server.running() == 0, () -> "the pull's end");
        }
    }

    @Test
    void tags_come_and_go_and_with_the_last_one_the_image() throws Exception {
        String id = imported("a", "1");
        assertThat(api.post("/images/a:1/tag?repo=b%2Fc&tag=2").status()).isEqualTo(201);
        assertThat(api.ask("DELETE", "/images/" + id, "", new byte[0]).status()).as("two repositories").isEqualTo(409);
        assertThat(api.ask("DELETE", "/images/a:1", "", new byte[0]).text()).isEqualTo("[{\"Untagged\":\"a:1\"}]\n");
        String removed = api.ask("DELETE", "/v1.30/images/b/c:2?force=0", "", new byte[0]).text();
        assertThat(removed).startsWith("[{\"Untagged\":\"b/c:2\"},{\"Deleted\":\"" + id + "\"},{\"Deleted\":\"sha256:");
        assertThat(api.get("/images/json").list()).isEmpty();
    }

    @Test
    void lists_are_filtered() throws Exception {
        String id = imported("a", "1");
        String yes = "?filters="
                + URLEncoder.encode("{\"label\":{\"a=" + random + "\":true},\"reference\":[\"a\"]}", StandardCharsets.UTF_8);
        String no = "?filters=" + URLEncoder.encode("{\"label\":[\"a=other\"]}", StandardCharsets.UTF_8);
        assertThat(api.get("/images/json" + yes).list()).hasSize(1);
        assertThat(api.get("/images/json" + no).list()).isEmpty();
        assertThat(api.get("/images/json?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D").list()).isEmpty();
        imported("a", "1");
        assertThat(api.get("/images/json?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D").list())
                .singleElement().satisfies(dangling -> assertThat(dangling).containsEntry("Id", id)
                        .containsEntry("RepoTags", List.of()));
        assertThat(api.get("/v1.42/images/json?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D").list().get(0))
                .containsEntry("RepoTags", List.of("<none>:<none>"));
    }

    @Test
    void pruning_takes_what_has_no_name_and_with_dangling_false_everything() throws Exception {
        String first = imported("a", "1");
        imported("a", "1");
        JsonObject pruned = api.post("/images/prune").object();
        assertThat(pruned.objects("ImagesDeleted").get(0).string("Deleted")).isEqualTo(first);
        assertThat(pruned.number("SpaceReclaimed")).isPositive();
        assertThat(api.post("/images/prune").object().has("ImagesDeleted")).isFalse();
        assertThat(api.post("/images/prune?filters=%7B%22dangling%22%3A%7B%22false%22%3Atrue%7D%7D").object().objects("ImagesDeleted"))
                .isNotEmpty();
        assertThat(api.get("/images/json").list()).isEmpty();
    }

    @Test
    void what_was_saved_can_be_loaded() throws Exception {
        String id = imported("a", "1");
        byte[] one = api.get("/images/a:1/get").body();
        api.ask("DELETE", "/images/a:1", "", new byte[0]);
        assertThat(api.ask("POST", "/images/load", "Content-Type: application/x-tar\r\n", one).lines().get(0).string("stream"))
                .isEqualTo("Loaded image: a:1\n");
        assertThat(api.get("/images/a:1/json").object().string("Id")).isEqualTo(id);
        String second = imported("b", "2");
        byte[] both = api.get("/images/get?names=a:1&names=b:2").body();
        assertThat(api.get("/images/get?names=a:1,b:2").body()).isEqualTo(both);
        api.ask("DELETE", "/images/" + id, "", new byte[0]);
        api.ask("DELETE", "/images/" + second, "", new byte[0]);
        assertThat(api.ask("POST", "/images/load?quiet=1", "", both).lines()).hasSize(2);
        assertThat(api.get("/images/json").list()).hasSize(2);
        assertThat(api.get("/images/get").status()).isEqualTo(400);
        assertThat(api.ask("POST", "/images/load", "", "no archive".getBytes()).status()).isEqualTo(500);
    }

    @Test
    void a_pull_tells_its_progress_line_by_line() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start()) {
            TestImage image = TestImage.random(300_000, 10);
            new Pusher(registry).push("team/app", "v1", image);
            String name = registry.domain() + "/team/app";
            ApiServer.Answer answer = api.post("/images/create?fromImage="
                    + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&tag=v1");
            List<JsonObject> lines = answer.lines();
            assertThat(lines.get(0).fields()).containsEntry("status", "Pulling from team/app").containsEntry("id", "v1");
            String layer = image.manifest().layers().get(0).digest().shortHex();
            List<String> ofLayer = lines.stream().filter(line -> layer.equals(line.fields().get("id")))
                    .map(line -> (String) line.fields().get("status")).toList();
            assertThat(ofLayer).startsWith("Pulling fs layer").endsWith("Pull complete").contains("Download complete");
            assertThat(lines.get(lines.size() - 1).string("status")).isEqualTo("Status: Downloaded newer image for " + name + ":v1");
            assertThat(api.get("/images/" + name + ":v1/json").object().strings("RepoDigests"))
                    .containsExactly(name + "@" + image.descriptor().digest());
            assertThat(api.post("/images/create?fromImage=" + name + ":v1").lines().get(0).string("id")).isEqualTo("v1");
            JsonObject distribution = api.get("/distribution/" + name + ":v1/json").object();
            assertThat(distribution.object("Descriptor").string("digest")).isEqualTo(image.descriptor().digest().toString());
            assertThat(distribution.objects("Platforms")).hasSize(1);
            ApiServer.Answer absent = api.post("/images/create?fromImage=" + name + "&tag=v2");
            assertThat(absent.status()).isEqualTo(404);
            assertThat(absent.object().string("message")).startsWith("manifest for " + name + ":v2 not found");
        }
    }

    @Test
    void a_pull_uses_the_credentials_of_whoever_asks_for_it() throws Exception {
        String auth = "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes());
        try (PasswordRegistry registry = PasswordRegistry.start("user", "secret")) {
            new Pusher(registry.registry(), Map.of("Authorization", auth)).push("app", "v1", TestImage.random(10));
            String create = "/images/create?tag=v1&fromImage=" + registry.registry().domain() + "/app";
            assertThat(api.post(create).status()).isIn(404, 500);
            assertThat(api.ask("POST", create, header("wrong"), new byte[0]).status()).isIn(404, 500);
            assertThat(api.ask("POST", create, "X-Registry-Auth: !!!\r\n", new byte[0]).status()).isEqualTo(400);
            assertThat(api.ask("POST", create, header("secret"), new byte[0]).status()).isEqualTo(200);
            String login = "{\"username\":\"user\",\"password\":\"%s\",\"serveraddress\":\"" + registry.registry().domain() + "\"}";
            assertThat(api.ask("POST", "/auth", "Content-Type: application/json\r\n", login.formatted("secret").getBytes()).object()
                    .string("Status")).isEqualTo("Login Succeeded");
            assertThat(api.ask("POST", "/auth", "Content-Type: application/json\r\n", login.formatted("x").getBytes()).status())
                    .isEqualTo(401);
        }
    }

    private static String header(String password) {
        String json = "{\"username\":\"user\",\"password\":\"" + password + "\"}";
        return "X-Registry-Auth: " + Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    @Test
    void the_image_hostbox_is_made_when_somebody_wants_it() throws Exception {
        assertThat(api.get("/images/hostbox/json").status()).isEqualTo(404);
        List<JsonObject> lines = api.post("/images/create?fromImage=hostbox&tag=latest").lines();
        assertThat(lines.get(lines.size() - 1).string("status")).isEqualTo("Status: Downloaded newer image for hostbox:latest");
        assertThat(api.get("/images/hostbox/json").object().object("Config").strings("Cmd")).containsExactly("sh");
        lines = api.post("/images/create?fromImage=hostbox&tag=latest").lines();
        assertThat(lines.get(lines.size() - 1).string("status")).isEqualTo("Status: Image is up to date for hostbox:latest");
    }
}
