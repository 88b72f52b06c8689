package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkVariablesTest {
    private static List<String> of(String alias, List<String> exposed, String... env) {
        return new LinkVariables("cl", alias, "172.17.0.2").of(exposed, List.of(env));
    }

    /** The same variables as dockerd 20.10 was seen to set. */
    @Test
    void each_port_and_each_variable_has_its_name() {
        assertThat(of("my-db", List.of("80/tcp", "443/tcp", "53/udp"), "A=1", "B=x y", "PATH=/bin", "HOME=/x", "NONE")).containsExactly(
                "MY_DB_PORT=udp://172.17.0.2:53",
                "MY_DB_PORT_53_UDP=udp://172.17.0.2:53", "MY_DB_PORT_53_UDP_ADDR=172.17.0.2", "MY_DB_PORT_53_UDP_PORT=53",
                "MY_DB_PORT_53_UDP_PROTO=udp",
                "MY_DB_PORT_80_TCP=tcp://172.17.0.2:80", "MY_DB_PORT_80_TCP_ADDR=172.17.0.2", "MY_DB_PORT_80_TCP_PORT=80",
                "MY_DB_PORT_80_TCP_PROTO=tcp",
                "MY_DB_PORT_443_TCP=tcp://172.17.0.2:443", "MY_DB_PORT_443_TCP_ADDR=172.17.0.2", "MY_DB_PORT_443_TCP_PORT=443",
                "MY_DB_PORT_443_TCP_PROTO=tcp",
                "MY_DB_NAME=/cl/my-db", "MY_DB_ENV_A=1", "MY_DB_ENV_B=x y");
    }

    @Test
    void one_that_exposes_nothing_still_has_a_name() {
        assertThat(of("b", List.of())).containsExactly("B_NAME=/cl/b");
    }

    @Test
    void three_that_follow_each_other_have_a_beginning_and_an_end_and_two_have_not() {
        assertThat(of("web", List.of("8002/tcp", "8000-8001/tcp"))).contains("WEB_PORT=tcp://172.17.0.2:8000",
                "WEB_PORT_8000_TCP_START=tcp://172.17.0.2:8000", "WEB_PORT_8000_TCP_PORT_START=8000",
                "WEB_PORT_8000_TCP_END=tcp://172.17.0.2:8002", "WEB_PORT_8000_TCP_PORT_END=8002", "WEB_PORT_8001_TCP_PORT=8001");
        assertThat(of("web", List.of("81", "80/tcp", "82/udp"))).noneMatch(one -> one.contains("START")).contains(
                "WEB_PORT_81_TCP=tcp://172.17.0.2:81");
    }

    @Test
    void of_two_with_one_number_tcp_comes_first() {
        assertThat(of("dns", List.of("53/udp", "53/tcp"))).startsWith("DNS_PORT=tcp://172.17.0.2:53");
    }

    @ParameterizedTest
    @CsvSource({"web, web, web", "web:db, web, db", "/web:/cl/my-db, web, my-db", "/web, web, web"})
    void a_link_is_read_as_people_write_it_and_as_inspect_shows_it(String text, String to, String alias) {
        assertThat(Link.parse(text)).isEqualTo(new Link(to, alias));
    }
}
