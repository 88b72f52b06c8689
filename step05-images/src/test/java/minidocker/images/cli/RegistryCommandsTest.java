package minidocker.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.ImagesProgram;
import minidocker.testing.registry.ImagesProgram.Result;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCommandsTest {
    @TempDir
    Path home;
    private ImagesProgram program;
    private HttpServer stub;
    private String domain;
    private final String secret = UUID.randomUUID().toString();

    @BeforeEach
    void start() throws Exception {
        program = new ImagesProgram(home);
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        domain = "127.0.0.1:" + stub.getAddress().getPort();
        stub.createContext("/v1/search", exchange -> answer(exchange, 200, """
                {"results": [{"name": "small", "description": "few stars\\u001b[31m", "star_count": 2, "is_official": false},
                  {"name": "%s", "description": "a text that is longer than the column which it has to stand in", "star_count": 70, "is_official": true}]}
                """.formatted(exchange.getRequestURI().getQuery().replaceAll("q=([a-z0-9-]+)&.*", "$1"))));
        String expected = "Basic " + Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
        stub.createContext("/v2/", exchange -> {
            if (expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 200, "{}");
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"here\"");
                answer(exchange, 401, "{}");
            }
        });
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void search_prints_dockers_table_and_nothing_that_would_move_the_cursor() throws Exception {
        String term = UUID.randomUUID().toString();
        List<String> lines = program.ok("search", domain + "/" + term).lines();
        assertThat(lines.get(0)).matches("NAME +DESCRIPTION +STARS +OFFICIAL");
        assertThat(lines.get(1)).matches(term + " +a text that is longer than the column which …   70 +\\[OK\\]");
        assertThat(lines.get(2)).matches("small +few stars\\[31m +2 +");
        assertThat(program.ok("search", domain + "/" + term, "-f", "stars=10", "--format", "{{.Name}}").out())
                .isEqualTo(term + "\n");
        assertThat(program.ok("search", domain + "/" + term, "--limit", "1", "--format", "{{.Name}}").out())
                .isEqualTo(term + "\n");
        assertThat(program.run("search", "--limit", "101", "x").err())
                .startsWith("mini-docker: limit 101 is outside the range of [1, 100]");
        assertThat(program.run("search", "-f", "colour=red", "x").code()).isEqualTo(1);
    }

    @Test
    void a_registry_without_a_search_is_searched_by_its_catalogue() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start()) {
            Pusher pusher = new Pusher(registry);
            pusher.push("team/apple", "1", TestImage.random(10));
            pusher.push("team/pear", "1", TestImage.random(10));
            assertThat(program.ok("search", registry.domain() + "/APP", "--format", "{{.Name}}").out())
                    .isEqualTo(registry.domain() + "/team/apple\n");
        }
    }

    @Test
    void login_keeps_a_password_that_was_tried_and_logout_forgets_it() throws Exception {
        Path file = home.resolve("docker-config/config.json");
        Result wrong = program.run("not it".getBytes(), "login", "-u", "user", "--password-stdin", domain);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("login to " + domain + " failed").doesNotContain("not it");
        assertThat(file).doesNotExist();
        Result right = program.ok((secret + "\n").getBytes(), "login", "-u", "user", "--password-stdin", domain);
        assertThat(right.out()).isEqualTo("Login Succeeded\n");
        assertThat(right.err()).contains("stored unencrypted").doesNotContain(secret);
        assertThat(Files.readString(file)).contains(domain);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(program.ok("logout", domain).out()).isEqualTo("Removing login credentials for " + domain + "\n");
        assertThat(Files.readString(file)).doesNotContain(domain);
        assertThat(program.ok("logout", domain).out()).isEqualTo("Not logged in to " + domain + "\n");
    }

    @Test
    void login_asks_nobody_where_nobody_can_answer() throws Exception {
        assertThat(program.run("login", domain).err())
                .startsWith("mini-docker: Cannot perform an interactive login from a non TTY device");
        assertThat(program.run("login", "--password-stdin", domain).err())
                .isEqualTo("mini-docker: Must provide --username with --password-stdin\n");
        assertThat(program.run("login", "-p", "x", "--password-stdin", domain).err())
                .isEqualTo("mini-docker: --password and --password-stdin are mutually exclusive\n");
    }

    @Test
    void pull_prints_dockers_lines_and_quiet_the_name_only() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start()) {
            new Pusher(registry).push("app", "latest", TestImage.random(10));
            List<String> lines = program.ok("pull", registry.domain() + "/app").lines();
            assertThat(lines).startsWith("Using default tag: latest", "latest: Pulling from app")
                    .endsWith(registry.domain() + "/app:latest");
            assertThat(program.ok("pull", "-q", registry.domain() + "/app").out()).isEqualTo(registry.domain() + "/app:latest\n");
            assertThat(program.ok("images", "--digests", "--format", "{{.Digest}}").out()).startsWith("sha256:");
            assertThat(program.run("pull", "-a", registry.domain() + "/app:1").err())
                    .isEqualTo("mini-docker: tag can't be used with --all-tags/-a\n");
            assertThat(program.ok("manifest", "inspect", registry.domain() + "/app").out())
                    .startsWith("{\n\t\"schemaVersion\": 2,");
            Result missing = program.run("manifest", "inspect", registry.domain() + "/app:nosuch");
            assertThat(missing.err()).isEqualTo("mini-docker: no such manifest: " + registry.domain() + "/app:nosuch\n");
            assertThat(program.ok("rmi", registry.domain() + "/app").lines()).hasSize(4);
        }
    }
}
