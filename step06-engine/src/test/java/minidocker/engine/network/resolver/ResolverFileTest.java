package minidocker.engine.network.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverFileTest {
    private static final List<String> HOST = List.of("# made by somebody", "nameserver 127.0.0.1", "nameserver 192.0.2.53",
            "search example.org", "options timeout:2");

    private static ResolverFile file(List<String> servers, List<String> search, List<String> options) {
        return new ResolverFile(servers, search, options, HOST);
    }

    @Test
    void a_server_on_the_hosts_loopback_is_for_the_host_only() {
        ResolverFile nothing = file(List.of(), List.of(), List.of());
        assertThat(nothing.asHost()).isEqualTo("nameserver 127.0.0.1\nnameserver 192.0.2.53\nsearch example.org\noptions timeout:2\n");
        assertThat(nothing.external()).isEqualTo("nameserver 192.0.2.53\nsearch example.org\noptions timeout:2\n");
        assertThat(nothing.upstream()).hasSize(2);
    }

    @Test
    void on_a_users_network_the_engine_is_asked_for_names_without_dots_too() {
        assertThat(file(List.of(), List.of(), List.of()).internal())
                .isEqualTo("nameserver 127.0.0.11\nsearch example.org\noptions timeout:2 ndots:0\n");
        assertThat(file(List.of("9.9.9.9"), List.of("."), List.of("ndots:3")).internal())
                .isEqualTo("nameserver 127.0.0.11\noptions ndots:3\n");
    }

    @Test
    void what_the_user_says_stands_for_the_hosts() {
        ResolverFile own = file(List.of("9.9.9.9"), List.of("a.example", "b.example"), List.of("rotate"));
        assertThat(own.external()).isEqualTo("nameserver 9.9.9.9\nsearch a.example b.example\noptions rotate\n").isEqualTo(own.asHost());
        assertThat(own.upstream()).extracting(Object::toString).containsExactly("/9.9.9.9");
    }

    @Test
    void without_any_server_that_a_container_reaches_public_ones_are_named() {
        ResolverFile stub = new ResolverFile(List.of(), List.of(), List.of(), List.of("nameserver 127.0.0.53"));
        assertThat(stub.external()).isEqualTo("nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
    }
}
