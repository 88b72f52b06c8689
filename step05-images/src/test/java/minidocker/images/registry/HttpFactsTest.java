package minidocker.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFactsTest {
    @Test
    void challenges_are_read_from_one_header_or_several() {
        List<Challenge> challenges = Challenge.parse(List.of(
                "Bearer realm=\"https://a.example/t?x=1,2\", service=s , scope=\"repository:a/b:pull,push\",error=\"in\\\"valid\", BASIC Realm=\"r\"",
                "Negotiate"));
        assertThat(challenges).extracting(Challenge::scheme).containsExactly("bearer", "basic", "negotiate");
        assertThat(challenges.get(0).parameters()).isEqualTo(Map.of("realm", "https://a.example/t?x=1,2", "service", "s",
                "scope", "repository:a/b:pull,push", "error", "in\"valid"));
        assertThat(challenges.get(1).parameter("realm")).isEqualTo("r");
        assertThat(Challenge.parse(List.of("", ",,", "=", "Bearer realm=\"never closed"))).hasSizeLessThan(3);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/,          '',                    proxy", "https://a.example/,         '',         none",
        "http://localhost:5000/,     '',                    none", "http://127.1.2.3/,          '',         none",
        "http://[::1]:5000/,         '',                    none", "http://a.example/,          *,          none",
        "http://a.example/,          'b.example,a.example', none", "http://x.a.example/,        a.example,  none",
        "http://a.example/,          .a.example,            proxy", "http://x.a.example/,       .a.example, none",
        "http://xa.example/,         a.example,             proxy", "http://a.example:81/,      a.example:80, proxy",
        "http://a.example/,          a.example:80,          none", "http://10.1.2.3/,           10.0.0.0/8, none",
        "http://11.1.2.3/,           10.0.0.0/8,            proxy", "http://[fd00::1]/,         fd00::/8,   none",
        "http://[fd00::1]:5000/,     '[fd00::1]:5000',      none", "http://A.EXAMPLE/,          a.Example,  none",
    })
    void proxies_and_their_exceptions_are_those_of_the_environment(String uri, String exceptions, String expected) {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of("HTTP_PROXY", "http://proxy.example:3128", "no_proxy",
                exceptions));
        Proxy proxy = proxies.select(URI.create(uri)).get(0);
        assertThat(proxy.type()).isEqualTo(expected.equals("proxy") ? Proxy.Type.HTTP : Proxy.Type.DIRECT);
    }

    @Test
    void a_proxy_that_cannot_be_used_is_named() {
        assertThatThrownBy(() -> new EnvironmentProxies(Map.of("HTTPS_PROXY", "socks5://h:1"))).isInstanceOf(UserError.class)
                .hasMessageContaining("HTTPS_PROXY").hasMessageContaining("socks5://h:1");
    }

    @Test
    void insecure_registries_are_names_addresses_and_blocks() throws Exception {
        InsecureRegistries some = InsecureRegistries.LOOPBACK.and(List.of("a.example:5000", "b.example", "10.0.0.0/9"));
        assertThat(some.contains(HostPort.parse("a.example:5000"))).isTrue();
        assertThat(some.contains(HostPort.parse("a.example:5001"))).isFalse();
        assertThat(some.contains(HostPort.parse("b.example:1"))).isTrue();
        assertThat(some.contains(HostPort.parse("10.127.0.1:1"))).isTrue();
        assertThat(some.contains(HostPort.parse("10.128.0.1:1"))).isFalse();
        assertThat(some.contains(HostPort.parse("[::1]:5000"))).isTrue();
        assertThat(some.contains(HostPort.parse("localhost"))).isTrue();
        assertThat(InsecureRegistries.NONE.contains(HostPort.parse("127.0.0.1"))).isFalse();
        assertThat(AddressBlock.parse("0.0.0.0/0").contains(InetAddress.getByName("::1"))).isFalse();
        assertThatThrownBy(() -> AddressBlock.parse("10.0.0.0/33")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> AddressBlock.parse("name/8")).isInstanceOf(UserError.class);
    }

    @Test
    void waits_grow_and_end() {
        RetryPolicy policy = new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3));
        for (int round = 0; round < 100; round++) {
            assertThat(policy.delay(1, Optional.empty()).orElseThrow()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(policy.delay(2, Optional.empty()).orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
            assertThat(policy.delay(3, Optional.empty()).orElseThrow()).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
        }
        assertThat(policy.delay(4, Optional.empty())).isEmpty();
        assertThat(policy.delay(1, Optional.of(Duration.ofSeconds(3)))).contains(Duration.ofSeconds(3));
        assertThat(policy.delay(1, Optional.of(Duration.ofSeconds(4)))).isEmpty();
    }

    @Test
    void retry_after_is_seconds_or_a_date() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(RetryPolicy.retryAfter(" 7 ", now)).contains(Duration.ofSeconds(7));
        assertThat(RetryPolicy.retryAfter("-7", now)).contains(Duration.ZERO);
        assertThat(RetryPolicy.retryAfter("Thu, 01 Jan 2026 00:00:09 GMT", now)).contains(Duration.ofSeconds(9));
        assertThat(RetryPolicy.retryAfter("Wed, 31 Dec 2025 00:00:09 GMT", now)).contains(Duration.ZERO);
        assertThat(RetryPolicy.retryAfter("soon", now)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "404 | {\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]} | manifest unknown: manifest unknown",
        "404 | <html>nothing</html>                                                            | name unknown",
        "401 | {\"details\":\"wrong\"}                                                         | unauthorized: wrong",
        "403 | {}                                                                              | denied: requested access to the resource is denied",
        "500 | oops                                                                            | received unexpected HTTP status: 500 Internal Server Error",
        "418 | {\"message\":\"a\\u001b[2Jb\"}                                                  | received unexpected HTTP status: 418 (a [2Jb)",
    })
    void errors_become_sentences_without_control_characters(int status, String body, String sentence) {
        assertThat(ErrorBody.toException(status, body.getBytes(StandardCharsets.UTF_8), "NAME_UNKNOWN")).hasMessage(sentence);
    }
}
