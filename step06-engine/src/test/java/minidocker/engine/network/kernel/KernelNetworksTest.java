package minidocker.engine.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import minidocker.engine.Refusal;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.netlink.Link;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks on a host of the test's own: what reaches whom, and that nothing stays. */
class KernelNetworksTest {
    private static final Bridge ONE = TestHost.bridge("one", "10.1.0.1/16");

    @BeforeAll
    static void needs() throws Exception {
        TestHost.need();
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES", "NONE"})
    void a_published_port_is_reached_from_everywhere(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            assertThat(host.on(() -> host.kernel.firewall())).isEqualToIgnoringCase(choice.name());
            host.create(ONE);
            PrivateNetwork neighbour = host.container(ONE, "10.1.0.3/16");
            Bridge other = host.create(TestHost.bridge("two", "10.2.0.1/16"));
            PrivateNetwork stranger = host.container(other, "10.2.0.3/16");
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            try (Echo echo = new Echo(web, 0)) {
                List<PublishedPort> published = host.publish(ONE, "10.1.0.2/16",
                        new PortRequest(Transport.TCP, echo.port, null, 8080, 8080),
                        new PortRequest(Transport.UDP, echo.port, null, 8080, 8080));
                assertThat(published).extracting(PublishedPort::port).containsOnly(8080);
                Map<String, PrivateNetwork> callers = Map.of("the host", host.network, "the world", host.world, "a neighbour", neighbour,
                        "one of another network", stranger, "itself", web);
                for (Map.Entry<String, PrivateNetwork> from : callers.entrySet()) {
                    assertThat(Echo.ask(from.getValue(), TestHost.OWN, 8080)).as(from.getKey()).startsWith(echo.word);
                    assertThat(Echo.askByUdp(from.getValue(), TestHost.OWN, 8080)).as(from.getKey()).startsWith(echo.word);
                }
                for (String own : List.of("127.0.0.1", "10.1.0.1", "::1", "fd99::1")) {
                    assertThat(Echo.ask(host.network, own, 8080)).as(own).startsWith(echo.word);
                    assertThat(Echo.askByUdp(host.network, own, 8080)).as(own).startsWith(echo.word);
                }
                assertThat(Echo.ask(host.world, "fd99::1", 8080)).startsWith(echo.word);
                host.on(() -> {
                    host.kernel.unpublish(host.lastEndpoint());
                    return null;
                });
                assertThat(Echo.isReachable(host.world, TestHost.OWN, 8080)).isFalse();
                assertThat(Echo.isReachable(host.network, "127.0.0.1", 8080)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void who_goes_on_sending_datagrams_reaches_the_container_that_has_the_port_now(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice); DatagramSocket far = host.world.inside(() -> new DatagramSocket());
                DatagramSocket near = host.on(() -> new DatagramSocket())) {
            host.create(ONE);
            for (int last = 2; last < 5; last++) {
                String address = "10.1.0." + last + "/16";
                PrivateNetwork container = host.container(ONE, address);
                String endpoint = host.lastEndpoint();
                try (Echo echo = new Echo(container, 0)) {
                    host.publish(ONE, address, new PortRequest(Transport.UDP, echo.port, null, 5353, 5353));
                    assertThat(Echo.askByUdpUntil(far, TestHost.OWN, 5353, echo.word)).contains(echo.word);
                    assertThat(Echo.askByUdpUntil(near, TestHost.OWN, 5353, echo.word)).contains(echo.word);
                    host.on(() -> {
                        host.kernel.unpublish(endpoint);
                        host.kernel.disconnect(endpoint);
                        return null;
                    });
                    // Nobody is there for a while, and they do not hear of it.
                    Echo.sendOne(far, TestHost.OWN, 5353);
                    Echo.sendOne(near, TestHost.OWN, 5353);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void a_container_sees_who_calls_from_outside_and_the_world_sees_the_host(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            host.create(ONE);
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            try (Echo echo = new Echo(web, 0); Echo far = new Echo(host.world, 0)) {
                host.publish(ONE, "10.1.0.2/16", new PortRequest(Transport.TCP, echo.port, null, 8080, 8080));
                assertThat(Echo.ask(host.world, TestHost.OWN, 8080)).isEqualTo(echo.word + " " + TestHost.WORLD);
                assertThat(Echo.ask(web, TestHost.WORLD, far.port)).isEqualTo(far.word + " " + TestHost.OWN);
                assertThat(Echo.askByUdp(web, TestHost.WORLD, far.port)).isEqualTo(far.word + " " + TestHost.OWN);
            }
            assertThat(host.notices).anyMatch(notice -> notice.startsWith("IPv4 forwarding was switched on"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void what_is_not_published_is_not_reached_from_outside_nor_from_another_network(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            host.create(ONE);
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            PrivateNetwork neighbour = host.container(ONE, "10.1.0.3/16");
            PrivateNetwork stranger = host.container(host.create(TestHost.bridge("two", "10.2.0.1/16")), "10.2.0.3/16");
            host.tellWorldOf("10.1.0.0/16");
            try (Echo echo = new Echo(web, 0)) {
                assertThat(Echo.ask(neighbour, "10.1.0.2", echo.port)).isEqualTo(echo.word + " 10.1.0.3");
                assertThat(Echo.ask(host.network, "10.1.0.2", echo.port)).isEqualTo(echo.word + " 10.1.0.1");
                assertThat(Echo.isReachable(stranger, "10.1.0.2", echo.port)).isFalse();
                assertThat(Echo.isReachable(host.world, "10.1.0.2", echo.port)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void an_internal_network_has_no_way_out_even_if_its_containers_make_themselves_one(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            host.create(ONE);
            PrivateNetwork open = host.container(ONE, "10.1.0.2/16");
            // The route is that of an open network, the bridge is not.
            Bridge closed = host.create(new Bridge("shut", List.of(Cidr.parse("10.3.0.1/16")), true, true, true, 0));
            PrivateNetwork inside = host.container(TestHost.bridge("shut", "10.3.0.1/16"), "10.3.0.2/16");
            PrivateNetwork beside = host.container(closed, "10.3.0.3/16");
            try (Echo far = new Echo(host.world, 0); Echo near = new Echo(beside, 0)) {
                assertThat(Echo.ask(open, TestHost.WORLD, far.port)).startsWith(far.word);
                assertThat(Echo.ask(inside, "10.3.0.3", near.port)).startsWith(near.word);
                assertThat(Echo.isReachable(inside, TestHost.WORLD, far.port)).isFalse();
                assertThat(Echo.isReachable(open, "10.3.0.3", near.port)).isFalse();
            }
        }
    }

    @Test
    void containers_that_may_not_talk_to_each_other_talk_to_the_host_and_the_world_only() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            Bridge quiet = host.create(new Bridge("quiet", List.of(Cidr.parse("10.4.0.1/16")), false, false, true, 0));
            PrivateNetwork one = host.container(quiet, "10.4.0.2/16");
            PrivateNetwork two = host.container(quiet, "10.4.0.3/16");
            try (Echo echo = new Echo(one, 0); Echo far = new Echo(host.world, 0)) {
                assertThat(Echo.ask(host.network, "10.4.0.2", echo.port)).startsWith(echo.word);
                assertThat(Echo.ask(two, TestHost.WORLD, far.port)).startsWith(far.word);
                assertThat(Echo.isReachable(two, "10.4.0.2", echo.port)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void no_container_reaches_the_loopback_of_the_host(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice); Echo own = new Echo(host.network, 0)) {
            host.create(ONE);
            PrivateNetwork container = host.container(ONE, "10.1.0.2/16");
            assertThat(Echo.ask(container, "10.1.0.1", own.port)).startsWith(own.word);
            // Its own 127.0.0.1 away, packets to there go by its default route.
            container.inside(() -> {
                assertThat(Needs.output("ip", "address", "del", "127.0.0.1/8", "dev", "lo")).isEmpty();
                assertThat(Needs.output("ip", "route", "flush", "table", "local", "127.0.0.0/8")).isEmpty();
                java.nio.file.Files.writeString(java.nio.file.Path.of("/proc/sys/net/ipv4/conf/eth0/route_localnet"), "1");
                return Needs.output("ip", "route", "add", "127.0.0.0/8", "via", "10.1.0.1", "src", "10.1.0.2");
            });
            assertThat(Echo.isReachable(container, "127.0.0.1", own.port)).isFalse();
        }
    }

    @Test
    void beside_a_firewall_that_forwards_nothing_our_packets_pass_and_others_do_not() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            assertThat(host.run("iptables", "-P", "FORWARD", "DROP")).isEmpty();
            host.create(ONE);
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            try (Echo far = new Echo(host.world, 0); Echo echo = new Echo(web, 0)) {
                host.publish(ONE, "10.1.0.2/16", new PortRequest(Transport.TCP, echo.port, null, 8080, 8080));
                assertThat(Echo.ask(web, TestHost.WORLD, far.port)).startsWith(far.word);
                assertThat(Echo.ask(host.world, TestHost.OWN, 8080)).startsWith(echo.word);
            }
            host.on(() -> {
                host.kernel.unpublish(host.lastEndpoint());
                host.kernel.remove(ONE);
                return null;
            });
            assertThat(host.run("iptables", "-S")).doesNotContain(host.kernel.mark().chain()).contains("-P FORWARD DROP");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void where_nothing_but_ours_is_what_belongs_to_no_connection_is_dropped_and_nowhere_else(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            host.create(ONE);
            assertThat(everyRuleInWords(host)).doesNotContainIgnoringCase("invalid");
            host.on(() -> {
                host.kernel.remove(ONE);
                return null;
            });
            String before = everyRule(host);
            KernelNetworks alone = new KernelNetworks(host.runFolder, choice, host.notices::add, host.network.alone());
            alone.create(ONE);
            assertThat(everyRuleInWords(host)).containsIgnoringCase("invalid");
            alone.remove(ONE);
            assertThat(everyRule(host)).isEqualTo(before);
        }
    }

    @Test
    void ipv6_is_there_if_asked_for() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            Bridge both = host.create(TestHost.bridge("both", "10.6.0.1/16", "fd06::1/64"));
            PrivateNetwork web = host.container(both, "10.6.0.2/16", "fd06::2/64");
            PrivateNetwork neighbour = host.container(both, "10.6.0.3/16", "fd06::3/64");
            try (Echo echo = new Echo(web, 0); Echo far = new Echo(host.world, 0)) {
                assertThat(Echo.ask(neighbour, "fd06::2", echo.port)).startsWith(echo.word).contains("fd06:");
                assertThat(Echo.ask(web, "fd99::2", far.port)).startsWith(far.word).contains("fd99:0:0:0:0:0:0:1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "IPTABLES"})
    void a_removed_network_leaves_nothing_and_rules_of_others_stay(FirewallChoice choice) throws Exception {
        try (TestHost host = new TestHost(choice)) {
            host.run("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "4242", "-j", "ACCEPT");
            host.run("iptables", "-N", "SOMEBODY");
            Set<String> linksBefore = names(TestHost.links(host.network));
            String rulesBefore = everyRule(host);
            host.create(ONE);
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            host.publish(ONE, "10.1.0.2/16", new PortRequest(Transport.TCP, 80, null, 0, 0));
            assertThat(names(TestHost.links(host.network))).contains("one", EngineMark.cable(host.lastEndpoint()));
            assertThat(everyRule(host)).isNotEqualTo(rulesBefore);
            host.on(() -> {
                host.kernel.unpublish(host.lastEndpoint());
                host.kernel.disconnect(host.lastEndpoint());
                host.kernel.disconnect(host.lastEndpoint());
                host.kernel.remove(ONE);
                host.kernel.remove(ONE);
                return null;
            });
            assertThat(names(TestHost.links(host.network))).isEqualTo(linksBefore);
            assertThat(everyRule(host)).isEqualTo(rulesBefore).contains("4242", "SOMEBODY");
            assertThat(names(TestHost.links(web))).containsOnly("lo");
        }
    }

    private static Set<String> names(List<Link> links) {
        return links.stream().map(Link::name).collect(Collectors.toSet());
    }

    private static String everyRuleInWords(TestHost host) throws Exception {
        return host.run("iptables-save") + host.run("nft", "list", "ruleset");
    }

    /** Chains and rules; not the tables, of which iptables makes those it looks at, nor the chains that always are. */
    private static String everyRule(TestHost host) throws Exception {
        return host.run("iptables-save").lines().filter(line -> line.startsWith("-A") || line.matches(":\\S+ - .*"))
                .map(line -> line.replaceAll("\\[.*", "")).sorted().collect(Collectors.joining("\n"))
                + host.run("nft", "list", "tables").lines().filter(line -> line.contains("mini-docker")).toList();
    }

    @Test
    void the_next_engine_takes_over_what_lives_and_takes_away_what_does_not() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            host.create(ONE);
            PrivateNetwork dead = host.container(ONE, "10.1.0.9/16");
            String deadCable = EngineMark.cable(host.lastEndpoint());
            host.create(TestHost.bridge("gone", "10.7.0.1/16"));
            PrivateNetwork web = host.container(ONE, "10.1.0.2/16");
            try (Echo echo = new Echo(web, 0)) {
                List<PublishedPort> published = host.publish(ONE, "10.1.0.2/16",
                        new PortRequest(Transport.TCP, echo.port, null, 8080, 8080));
                // As after kill -9: the sockets are closed by the kernel, all else stays.
                host.kernel.close();
                assertThat(Echo.ask(host.world, TestHost.OWN, 8080)).as("while no engine is there").startsWith(echo.word);
                assertThat(Echo.ask(host.network, "127.0.0.1", 8080)).as("while no engine is there").startsWith(echo.word);
                host.kernel = host.newEngine();
                List<String> troubles = host.on(() -> host.kernel.restore(List.of(ONE), List.of(host.lastEndpoint()),
                        Map.of(host.lastEndpoint(), published)));
                assertThat(troubles).isEmpty();
                assertThat(names(TestHost.links(host.network))).contains("one", EngineMark.cable(host.lastEndpoint()), "wan0")
                        .doesNotContain("gone", deadCable);
                assertThat(names(TestHost.links(dead))).containsOnly("lo");
                assertThat(Echo.ask(host.world, TestHost.OWN, 8080)).startsWith(echo.word);
                assertThatThrownBy(() -> host.on(() -> new ServerSocket(8080))).hasMessageContaining("in use");
                host.kernel.close();
                host.kernel = host.newEngine();
                host.on(() -> host.kernel.restore(List.of(), List.of(), Map.of()));
                assertThat(names(TestHost.links(host.network))).doesNotContain("one");
                assertThat(host.run("nft", "list", "tables")).doesNotContain("mini-docker");
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_named_and_nothing_is_published() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            host.create(ONE);
            host.container(ONE, "10.1.0.2/16");
            try (ServerSocket somebodys = host.on(() -> new ServerSocket(0))) {
                PortRequest free = new PortRequest(Transport.TCP, 81, null, 8081, 8081);
                int taken = somebodys.getLocalPort();
                assertThatThrownBy(() -> host.publish(ONE, "10.1.0.2/16", free,
                        new PortRequest(Transport.TCP, 80, null, taken, taken)))
                        .isInstanceOf(Refusal.class).hasMessage("Bind for 0.0.0.0:" + taken + " failed: port is already allocated");
                assertThatThrownBy(() -> host.publish(ONE, "10.1.0.2/16",
                        new PortRequest(Transport.TCP, 80, Cidr.address("127.0.0.1"), taken, taken)))
                        .hasMessage("Bind for 127.0.0.1:" + taken + " failed: port is already allocated");
                assertThat(host.publish(ONE, "10.1.0.2/16", free)).hasSize(2);
                host.container(ONE, "10.1.0.3/16");
                assertThat(host.publish(ONE, "10.1.0.3/16", new PortRequest(Transport.TCP, 80, null, 8081, 8083)))
                        .as("the first free one of a range").extracting(PublishedPort::port).containsOnly(8082);
                assertThat(host.publish(ONE, "10.1.0.3/16", new PortRequest(Transport.UDP, 80, null, 0, 0)))
                        .as("any").extracting(PublishedPort::port).allMatch(port -> port > 1023);
            }
        }
    }

    @Test
    void what_the_kernel_refuses_is_one_sentence_with_its_own_words() throws Exception {
        try (TestHost host = new TestHost(FirewallChoice.NFT)) {
            host.create(ONE);
            Bridge wrong = TestHost.bridge("one", "10.1.0.1/16", "10.200.0.1/16");
            host.container(ONE, "10.1.0.2/16");
            String cable = EngineMark.cable(host.lastEndpoint());
            // A default route by somebody who is not there.
            assertThatThrownBy(() -> host.container(new Bridge("one", List.of(Cidr.parse("10.9.9.9/16")), false, true, true, 0),
                    "10.1.0.7/16")).isInstanceOf(Refusal.class).hasMessageStartingWith(
                            "the container cannot be connected to the bridge one: RTM_NEWROUTE default via=10.9.9.9: ENETUNREACH (");
            assertThat(names(TestHost.links(host.network)).stream().filter(name -> name.startsWith("mdv"))).containsExactly(cable);
            assertThat(wrong.gateways()).hasSize(2);
        }
    }

    @Test
    void a_cable_is_a_list_of_system_calls_with_reasons() {
        EngineMark mark = EngineMark.of(java.nio.file.Path.of("/run/mini-docker"));
        KernelNetworks kernel = new KernelNetworks(java.nio.file.Path.of("/run/mini-docker"), FirewallChoice.NONE, notice -> {});
        String text = kernel.program(new Cable("0123456789abcdef", "mini-docker0", "eth0", "02:42:ac:11:00:02",
                List.of(Cidr.parse("172.17.0.2/16")), List.of(Cidr.address("172.17.0.1")), true, 0)).toString();
        assertThat(text).containsSubsequence("socket domain=AF_NETLINK type=SOCK_RAW|SOCK_CLOEXEC protocol=NETLINK_ROUTE",
                "RTM_NEWLINK mdv0123456789ab type=veth master=<bridge> IFF_UP, peer eth0 netns=<container>",
                "setns fd=<container> nstype=CLONE_NEWNET", "RTM_NEWADDR 172.17.0.2/16 dev=eth0", "RTM_NEWLINK eth0 IFF_UP",
                "RTM_NEWROUTE default via=172.17.0.1");
        assertThat(mark.defaultBridge()).isEqualTo("mini-docker0");
        assertThat(EngineMark.bridge("0123456789abcdef")).isEqualTo("br-0123456789ab");
    }
}
