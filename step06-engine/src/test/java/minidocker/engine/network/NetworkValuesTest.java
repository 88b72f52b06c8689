package minidocker.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkValuesTest {
    private final Random random = new Random();

    private static JsonObject json(String text) throws Exception {
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), "test");
    }

    private static NetworkRequest request(String ipam) throws Exception {
        return NetworkRequest.read(json("{\"Name\":\"n\",\"EnableIPv6\":true,\"IPAM\":{\"Config\":[" + ipam + "]}}"));
    }

    @ParameterizedTest
    @CsvSource({"::, ::", "::1, ::1", "fd00:0:0:0:0:0:0:1, fd00::1", "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
            "2001:0:0:1:0:0:0:0, 2001:0:0:1::", "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7", "10.0.0.1, 10.0.0.1"})
    void addresses_are_written_as_people_write_them(String given, String written) {
        assertThat(Cidr.text(Cidr.address(given))).isEqualTo(written);
    }

    @Test
    void every_ipv6_address_is_read_back_as_it_was() throws Exception {
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int zero = 0; zero < 16; zero += 2) {
                if (random.nextBoolean()) {
                    bytes[zero] = 0;
                    bytes[zero + 1] = 0;
                }
            }
            bytes[0] = (byte) 0xfd;
            InetAddress address = InetAddress.getByAddress(bytes);
            assertThat(InetAddress.getByName(Cidr.text(address))).isEqualTo(address);
        }
    }

    @Test
    void default_subnets_overlap_with_nothing_until_there_are_none_left() {
        List<Cidr> used = new ArrayList<>(List.of(Cidr.parse("172.20.3.0/24"), Cidr.parse("192.168.17.5/32")));
        for (Optional<Cidr> next = Subnets.free(used); next.isPresent(); next = Subnets.free(used)) {
            assertThat(used).noneMatch(next.get()::overlaps);
            used.add(next.get());
        }
        // Fifteen of 172.17 to 172.31 and sixteen of 192.168, less one of each, which the host has.
        assertThat(used).hasSize(2 + 14 + 15);
    }

    @Test
    void a_unique_local_subnet_is_one_and_is_another_each_time() {
        Cidr one = Subnets.uniqueLocal();
        assertThat(one.prefix()).isEqualTo(64);
        assertThat(one.network()).isEqualTo(one);
        assertThat(Cidr.parse("fd00::/8").contains(one.address())).isTrue();
        assertThat(Subnets.uniqueLocal()).isNotEqualTo(one);
    }

    @Test
    void nobody_gets_an_address_that_another_has() {
        Leases leases = new Leases(Pool.of(Cidr.parse("10.1.2.0/26")));
        Set<InetAddress> taken = new HashSet<>();
        for (int i = 0; i < 61; i++) {
            assertThat(taken.add(leases.take(Optional.empty()).address())).isTrue();
        }
        assertThat(taken).doesNotContain(Cidr.address("10.1.2.0"), Cidr.address("10.1.2.1"), Cidr.address("10.1.2.63"));
        assertThatThrownBy(() -> leases.take(Optional.empty())).isInstanceOf(Refusal.class).hasMessageContaining("10.1.2.0/26");
        InetAddress back = taken.stream().skip(random.nextInt(taken.size())).findFirst().orElseThrow();
        assertThatThrownBy(() -> leases.take(Optional.of(back))).hasMessage("Address already in use");
        leases.giveBack(back);
        assertThat(leases.take(Optional.empty()).address()).isEqualTo(back);
    }

    @Test
    void a_range_is_for_those_who_ask_for_nothing_and_a_gateway_stays_the_hosts() throws Exception {
        Pool pool = request("""
                {"Subnet":"10.1.0.0/16","IPRange":"10.1.7.0/30","Gateway":"10.1.7.2","AuxiliaryAddresses":{"x":"10.1.7.1"}}""")
                .pool(false).orElseThrow();
        Leases leases = new Leases(pool);
        leases.giveBack(Cidr.address("10.1.7.2"));
        assertThat(leases.take(Optional.empty())).hasToString("10.1.7.0/16");
        assertThat(leases.take(Optional.empty())).hasToString("10.1.7.3/16");
        assertThatThrownBy(() -> leases.take(Optional.empty())).isInstanceOf(Refusal.class);
        assertThat(leases.take(Optional.of(Cidr.address("10.1.99.1")))).hasToString("10.1.99.1/16");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"Subnet\":\"10.0.0.1/16\"}|invalid subnet 10.0.0.1/16: it should be 10.0.0.0/16",
            "{\"Subnet\":\"10.0.0.0/33\"}|invalid CIDR address: 10.0.0.0/33",
            "{\"Subnet\":\"10.0.0.0/32\"}|no room",
            "{\"Subnet\":\"10.0.0.0/16\",\"Gateway\":\"10.1.0.1\"}|invalid gateway 10.1.0.1",
            "{\"Subnet\":\"10.0.0.0/16\",\"IPRange\":\"10.1.0.0/24\"}|invalid ip-range 10.1.0.0/24",
            "{\"Subnet\":\"10.0.0.0/16\",\"IPRange\":\"10.0.0.0/8\"}|invalid ip-range 10.0.0.0/8",
            "{\"Subnet\":\"10.0.0.0/16\"},{\"Subnet\":\"10.9.0.0/16\"}|several were given",
            "{\"Gateway\":\"10.0.0.1\"}|needs the subnet"})
    void what_makes_no_sense_is_told(String ipam, String sentence) {
        assertThatThrownBy(() -> request(ipam)).isInstanceOf(Refusal.class).hasMessageContaining(sentence);
    }

    @Test
    void a_network_is_read_from_its_file_as_it_was_written() throws Exception {
        NetworkRequest wanted = request("""
                {"Subnet":"10.1.0.0/16","IPRange":"10.1.7.0/24","Gateway":"10.1.0.9","AuxiliaryAddresses":{"x":"10.1.0.7"}},
                {"Subnet":"fd12::/64"}""");
        List<Pool> pools = random.nextBoolean() ? wanted.pools()
                : List.of(Pool.of(Cidr.parse("10.3.0.0/16")), wanted.pool(true).orElseThrow());
        Network network = new Network(RandomId.next(), "n" + random.nextInt(), java.time.Instant.now(), Driver.BRIDGE, pools,
                true, random.nextBoolean(), random.nextBoolean(), java.util.Map.of("a", "b"), java.util.Map.of("c", "d"),
                java.util.Map.of("e", "f"));
        assertThat(Network.read(json(Json.compact(network.kept())))).isEqualTo(network);
        assertThat(network.json()).doesNotContainKey("ChosenSubnets");
    }

    private static Network network(String name, List<Pool> pools) {
        return new Network(RandomId.next(), name, java.time.Instant.now(), Driver.BRIDGE, pools, true, false, false, java.util.Map.of(),
                java.util.Map.of(), java.util.Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "bridge|{\"IPAMConfig\":{\"IPv4Address\":\"10.3.0.9\"}}|user specified IP address is supported on user defined networks only",
            "host|{\"IPAMConfig\":{\"IPv6Address\":\"fd12::9\"}}|user specified IP address is supported on user defined networks only",
            "bridge|{\"Aliases\":[\"web\"]}|network-scoped alias is supported only for containers in user defined networks",
            "bridge|{\"Aliases\":[\"web\"],\"IPAMConfig\":{\"IPv4Address\":\"10.3.0.9\"}}|\\n* network-scoped alias",
            "bridge|{\"Links\":[\"web:db\"]}|-",
            "n|{\"IPAMConfig\":{\"IPv4Address\":\"10.3.0.9\"}}|user specified IP address is supported only when connecting to networks"
                    + " with user configured subnets",
            "n|{\"IPAMConfig\":{\"IPv6Address\":\"fd12::9\"}}|-",
            "n|{\"IPAMConfig\":{\"IPv6Address\":\"fd13::9\"}}|no configured subnet or ip-range contain the IP address fd13::9",
            "n|{\"Aliases\":[\"web\"]}|-"})
    void an_address_may_be_asked_for_where_its_user_has_said_which_there_are(String name, String settings, String sentence) throws Exception {
        Network network = network(name, List.of(Pool.of(Cidr.parse("10.3.0.0/16")),
                request("{\"Subnet\":\"fd12::/64\"}").pool(true).orElseThrow()));
        EndpointSettings wanted = EndpointSettings.read(json(settings));
        Throwable refusal = org.assertj.core.api.Assertions.catchThrowable(
                () -> EndpointRules.check(name, Optional.of(network), wanted));
        if (sentence == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).isInstanceOf(Refusal.class).hasMessageStartingWith("invalid endpoint settings:\n")
                    .hasMessageContaining(sentence.replace("\\n", "\n"));
            assertThat(((Refusal) refusal).kind()).isEqualTo(Refusal.Kind.BAD_PARAMETER);
        }
    }

    @Test
    void an_endpoint_is_read_from_its_file_as_it_was_written() throws Exception {
        Endpoint endpoint = new Endpoint(RandomId.next(), RandomId.next(), "eth3", "02:42:0a:00:00:02",
                List.of(Cidr.parse("10.0.0.2/8"), Cidr.parse("fd00::2/64")), List.of(Cidr.address("10.0.0.1")));
        assertThat(Endpoint.read(json(Json.compact(endpoint.json())))).isEqualTo(endpoint);
    }
}
