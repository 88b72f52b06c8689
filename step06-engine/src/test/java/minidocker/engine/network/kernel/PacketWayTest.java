package minidocker.engine.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.kernel.PacketWay.Station;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is drawn is what the kernel says. */
class PacketWayTest {
    private static Station station(boolean inside, String name, long received, long sent) {
        return new Station(inside, name, "what it is", List.of(Cidr.parse("10.0.0.1/8")), received, sent);
    }

    private static PacketWay way(long packets, String... rules) {
        return new PacketWay(Cidr.address("192.0.2.1"), List.of(station(true, "eth0", packets, 2 * packets),
                station(false, "veth", 0, 0), station(false, "switch", 0, 0), station(false, "wan", 0, 0)), List.of(rules));
    }

    @Test
    void everything_on_the_way_is_drawn_in_its_order() {
        assertThat(way(3, "a & b").toString()).startsWith("<svg")
                .containsSubsequence(">container<", ">eth0<", "received 3, sent 6", ">veth<", ">switch<", "a &amp; b", ">wan<", ">192.0.2.1<");
    }

    @Test
    void a_way_that_does_not_leave_the_switch_has_nothing_to_do_with_rules() {
        PacketWay inside = new PacketWay(Cidr.address("10.0.0.2"), way(1).stations().subList(0, 3), List.of("masquerade"));

        assertThat(inside.toString()).contains("the same switch").doesNotContain("masquerade");
    }

    @Test
    void what_has_passed_since_is_the_difference() {
        assertThat(way(5).since(way(3)).stations().get(0)).isEqualTo(station(true, "eth0", 2, 4));
    }

    @Nested
    class OnTheKernel {
        private static final Bridge ONE = TestHost.bridge("one", "10.1.0.1/16");

        private static PacketWay way(TestHost host, PrivateNetwork container, String destination) throws Exception {
            return host.on(() -> PacketWay.of(container.pid(), Cidr.address(destination), List.of()));
        }

        @Test
        void a_packet_leaves_by_cable_switch_and_the_hosts_own_interface_and_is_counted_there() throws Exception {
            TestHost.need();
            try (TestHost host = new TestHost(FirewallChoice.BEST)) {
                host.create(ONE);
                PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
                try (Echo far = new Echo(host.world, 0)) {
                    PacketWay before = way(host, web, TestHost.WORLD);
                    assertThat(Echo.askByUdp(web, TestHost.WORLD, far.port)).startsWith(far.word);
                    PacketWay after = way(host, web, TestHost.WORLD);

                    assertThat(after.stations()).extracting(Station::name)
                            .containsExactly("eth0", EngineMark.cable(host.lastEndpoint()), "one", "wan0");
                    assertThat(after.stations()).extracting(Station::inside).containsExactly(true, false, false, false);
                    assertThat(after.stations().get(0).addresses()).contains(Cidr.parse("10.1.0.2/16"));
                    assertThat(after.stations().get(0).what()).isEqualTo("route default via 10.1.0.1");
                    assertThat(after.since(before).stations()).allMatch(station -> station.received() > 0 && station.sent() > 0);
                }
            }
        }

        @Test
        void a_neighbour_is_reached_by_the_switch_alone_and_from_an_internal_network_there_is_no_way_out() throws Exception {
            TestHost.need();
            try (TestHost host = new TestHost(FirewallChoice.BEST)) {
                host.create(ONE);
                PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
                Bridge closed = host.create(new Bridge("shut", List.of(Cidr.parse("10.3.0.1/16")), true, true, true, 0));
                PrivateNetwork shut = host.container(closed, "10.3.0.2/16");

                assertThat(way(host, web, "10.1.0.3").stations())
                        .extracting(Station::name).endsWith("one").hasSize(3);
                PacketWay none = way(host, shut, TestHost.WORLD);
                assertThat(none.stations()).isEmpty();
                assertThat(none.toString()).contains("ENETUNREACH");
            }
        }
    }
}
