package minidocker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.engine.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestsTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.routes());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void a_route_answers_with_and_without_a_version_in_the_path() throws IOException {
        assertThat(server.ask("GET", "/hello").body()).isEqualTo("hello");
        assertThat(server.ask("GET", "/v1.30/hello").body()).isEqualTo("hello");
        assertThat(server.ask("GET", "/version").body()).isEqualTo("1.44");
        assertThat(server.ask("GET", "/v1.24/version").body()).isEqualTo("1.24");
    }

    @Test
    void versions_that_are_not_served_are_refused_in_dockers_words() throws IOException {
        assertThat(server.ask("GET", "/v1.23/hello").body()).isEqualTo("{\"message\":\"client version 1.23 is too old. Minimum "
                + "supported API version is 1.24, please upgrade your client to a newer version\"}\n");
        RawClient.Answer newer = server.ask("GET", "/v1.45/hello");
        assertThat(newer.status()).isEqualTo(400);
        assertThat(newer.body()).isEqualTo("{\"message\":\"client version 1.45 is too new. Maximum supported API version is 1.44\"}\n");
    }

    @Test
    void what_no_route_knows_is_404() throws IOException {
        for (String target : new String[] {"/", "/hell", "/hello/", "/v1.44", "/vfoo/hello", "/one/a/b"}) {
            RawClient.Answer answer = server.ask("GET", target);
            assertThat(answer.status()).as(target).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"message\":\"page not found\"}\n");
        }
        assertThat(server.ask("DELETE", "/hello").status()).isEqualTo(404);
    }

    @Test
    void a_path_is_decoded_and_names_of_images_hold_slashes() throws IOException {
        assertThat(server.ask("GET", "/things/a.b:5000/c/d:1/json").body()).isEqualTo("thing a.b:5000/c/d:1");
        assertThat(server.ask("GET", "/things/a%2Fb%40c/json").body()).isEqualTo("thing a/b@c");
        assertThat(server.ask("GET", "/one/a+b%20c").body()).isEqualTo("one a+b c");
        assertThat(server.ask("GET", "http://docker/v1.40/one/x").body()).isEqualTo("one x");
    }

    @Test
    void a_query_is_decoded_and_keeps_its_order() throws IOException {
        assertThat(server.ask("GET", "/query?b=1&a=x+y%26z&b=2&c&yes=True").body())
                .isEqualTo("{b=[1, 2], a=[x y&z], c=[], yes=[True]} true");
        assertThat(server.ask("GET", "/query?yes=False").body()).endsWith("false");
        assertThat(server.ask("GET", "/query?x=%zz").status()).isEqualTo(400);
    }

    @Test
    void every_answer_tells_which_api_this_is() throws IOException {
        for (String target : new String[] {"/hello", "/unknown"}) {
            assertThat(server.ask("GET", target).headers()).containsEntry("api-version", "1.44").containsEntry("ostype", "linux")
                    .containsEntry("docker-experimental", "false").containsKeys("server", "date");
        }
    }

    @Test
    void head_is_answered_as_get_without_the_body() throws IOException {
        try (RawClient client = server.client()) {
            client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.answer("HEAD");
            assertThat(answer.headers()).containsEntry("content-length", "5");
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void one_connection_serves_many_requests_also_those_sent_ahead() throws IOException {
        try (RawClient client = server.client()) {
            String get = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
            String post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n";
            client.send(get + post + "one" + get + post + "two" + post);
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.answer().body()).isEqualTo("one");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.answer().body()).isEqualTo("two");
            client.send("thr");
            assertThat(client.answer().body()).isEqualTo("thr");
        }
    }

    @Test
    void a_connection_ends_when_the_client_wants_it_so() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.answer().headers()).containsEntry("connection", "close");
            assertThat(client.in.read()).isNegative();
        }
        try (RawClient client = server.client()) {
            client.send("GET /hello HTTP/1.0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.in.read()).isNegative();
        }
    }

    @Test
    void a_client_that_closes_its_half_is_answered_all_the_same() throws IOException {
        try (RawClient client = server.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            client.endOutput();
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.in.read()).isNegative();
        }
    }

    @Test
    void bodies_come_by_length_and_in_chunks() throws IOException {
        String text = Long.toString(ThreadLocalRandom.current().nextLong(), 36).repeat(20_000);
        try (RawClient client = server.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
            assertThat(client.answer().body()).isEqualTo(text);
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < text.length(); i += 1000) {
                String chunk = text.substring(i, Math.min(text.length(), i + 1000));
                client.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo(text);
        }
    }

    @Test
    void chunks_that_come_byte_by_byte_are_understood() throws IOException {
        try (RawClient client = server.client()) {
            String request = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";
            for (byte b : request.getBytes()) {
                client.out.write(b);
            }
            assertThat(client.answer().body()).isEqualTo("abcdefg");
        }
    }

    @Test
    void who_asks_before_sending_a_body_is_told_to_go_on() throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);
            client.send("ok");
            assertThat(client.answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_body_that_no_handler_reads_does_not_become_the_next_request() throws IOException {
        String inBody = "GET /one/x HTTP/1.1\r\n\r\n";
        try (RawClient client = server.client()) {
            client.send("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: " + inBody.length() + "\r\n\r\n" + inBody
                    + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(204);
            assertThat(client.answer().body()).isEqualTo("hello");
        }
        try (RawClient client = server.client()) {
            client.send("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + inBody.repeat(4000));
            assertThat(client.answer().status()).isEqualTo(204);
            assertThat(client.in.read()).as("too long to be read for nothing: closed").isNegative();
        }
        try (RawClient client = server.client()) {
            client.send("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + inBody);
            assertThat(client.answer().status()).isEqualTo(204);
            assertThat(client.in.read()).as("too slow to be waited for: closed").isNegative();
        }
    }

    @Test
    void json_is_read_and_what_is_none_is_refused() throws IOException {
        assertThat(post("{\"a\":[1,null]}", "application/json").body()).isEqualTo("{\"a\":[1,null]}\n");
        assertThat(post("{\"a\":1}", "application/json; charset=utf-8").status()).isEqualTo(200);
        assertThat(post("{\"a\":", "application/json").status()).isEqualTo(400);
        assertThat(post("[]", "application/json").body()).contains("must be a JSON object");
        assertThat(post("{}", "text/plain").status()).isEqualTo(400);
        assertThat(server.ask("POST", "/json").body()).isEqualTo("{}\n");
        assertThat(server.mistakes).isEmpty();
    }

    private RawClient.Answer post(String json, String type) throws IOException {
        try (RawClient client = server.client()) {
            client.send("POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                    + json.length() + "\r\n\r\n" + json);
            return client.answer();
        }
    }

    @Test
    void a_refusal_becomes_its_status_with_its_sentence() throws IOException {
        for (Refusal.Kind kind : Refusal.Kind.values()) {
            RawClient.Answer answer = server.ask("GET", "/refusal?kind=" + kind);
            assertThat(answer.status()).isEqualTo(kind.status());
            assertThat(answer.body()).isEqualTo(kind == Refusal.Kind.NOT_MODIFIED ? "" : "{\"message\":\"because\"}\n");
        }
        assertThat(server.mistakes).isEmpty();
    }

    @Test
    void a_mistake_of_ours_is_500_without_a_stack_trace_and_is_told_to_the_log() throws IOException {
        RawClient.Answer answer = server.ask("GET", "/mistake");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("oh").doesNotContain("\tat ").doesNotContain(".java:");
        assertThat(server.mistakes).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_answer_that_fails_in_the_middle_is_cut_off_visibly() {
        assertThatThrownBy(() -> server.ask("GET", "/half")).isInstanceOf(IOException.class);
    }

    @Test
    void filters_come_in_both_of_dockers_forms() {
        assertThat(Filters.parse("{\"label\":[\"a\",\"b\"],\"x\":{\"c\":true}}").values()).hasToString("{label=[a, b], x=[c]}");
        assertThat(Filters.parse("").values()).isEmpty();
        for (String wrong : new String[] {"{", "[]", "{\"a\":1}", "{\"a\":[1]}"}) {
            assertThatThrownBy(() -> Filters.parse(wrong)).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> Filters.parse("{\"b\":[\"c\"]}").only(java.util.Set.of("a"))).hasMessage("invalid filter 'b'");
    }
}
