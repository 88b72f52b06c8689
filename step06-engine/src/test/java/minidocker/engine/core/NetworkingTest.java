package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import minidocker.engine.Refusal;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.EndpointSettings;
import minidocker.engine.network.Network;
import minidocker.engine.network.NetworkRequest;
import minidocker.engine.network.kernel.NetworkNamespace;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers on networks, on the real kernel. */
class NetworkingTest {
    private static final String SERVES = "echo ready; while :; do echo \"$GREETING\" | nc -l -p 80; done";

    private EngineHome home;
    private final List<Network> made = new ArrayList<>();

    @BeforeEach
    void open() {
        Needs.root();
        home = new EngineHome();
    }

    @AfterEach
    void close() throws IOException {
        if (home != null) {
            for (Container container : home.engine.containers().all()) {
                home.engine.remove(container, true, false);
            }
            for (Network network : made) {
                home.engine.networks().remove(network.id());
            }
            home.close();
        }
    }

    private Network network(String fields) throws IOException {
        String name = "n" + UUID.randomUUID().toString().substring(0, 8);
        Network network = home.engine.networks().create(NetworkRequest.read(Json.parseObject(
                ("{\"Name\":\"" + name + "\"" + fields + "}").getBytes(StandardCharsets.UTF_8), "test")));
        made.add(network);
        return network;
    }

    /** Of the addresses that RFC 2544 keeps for tests of networks. */
    private static String subnet() {
        int number = java.util.concurrent.ThreadLocalRandom.current().nextInt(256);
        return ",\"IPAM\":{\"Config\":[{\"Subnet\":\"198.18." + number + ".0/24\"}]}";
    }

    private static Map<String, Object> on(Network network, Map<String, Object> more) {
        Map<String, Object> fields = new LinkedHashMap<>(more);
        Map<String, Object> host = new LinkedHashMap<>(Map.of("NetworkMode", network.name()));
        if (more.get("HostConfig") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> host.put((String) key, value));
        }
        fields.put("HostConfig", host);
        return fields;
    }

    private Container sleeper(Network network, String alias) throws IOException {
        return home.start(on(network, Map.of("NetworkingConfig", Map.of("EndpointsConfig", Map.of(network.name(),
                Map.of("Aliases", List.of(alias)))))), "sleep", "1000");
    }

    private static Cidr address(Container container, Network network) {
        return container.networks().find(network.name()).flatMap(Attachment::endpoint).flatMap(Endpoint::ipv4).orElseThrow();
    }

    private static Set<String> interfaces() throws IOException {
        Set<String> names = new HashSet<>();
        NetworkInterface.networkInterfaces().forEach(one -> names.add(one.getName()));
        return names;
    }

    @Test
    void containers_on_a_users_network_find_each_other_by_name_and_alias() throws IOException {
        Network network = network("");
        String alias = "alias" + UUID.randomUUID().toString().substring(0, 8);
        Container other = sleeper(network, alias);
        String wanted = Cidr.text(address(other, network).address());
        for (String name : List.of(other.name(), alias, other.id().shortHex(), alias.toUpperCase(java.util.Locale.ROOT))) {
            Container asks = home.run(on(network, Map.of()), "getent", "hosts", name);
            assertThat(EngineHome.output(asks)).as(name).startsWith(wanted + " ");
        }
        Container reaches = home.run(on(network, Map.of()), "ping", "-c", "1", "-W", "30", alias);
        assertThat(EngineHome.output(reaches)).contains("1 packets received");
    }

    @Test
    void a_container_that_is_a_name_server_itself_has_its_port_and_finds_the_others_nevertheless() throws Exception {
        Needs.command("nft", "nftables");
        Network network = network("");
        String alias = "alias" + UUID.randomUUID().toString().substring(0, 8);
        byte[] wanted = address(sleeper(network, alias), network).address().getAddress();
        Container server = home.start(on(network, Map.of("ExposedPorts", Map.of("53/udp", Map.of()))), "sleep", "1000");
        try (NetworkNamespace inside = NetworkNamespace.ofProcess(server.state().pid());
                DatagramSocket datagrams = inside.inside(() -> new DatagramSocket(53));
                ServerSocket connections = inside.inside(() -> new ServerSocket(53));
                DatagramSocket asks = inside.inside(() -> new DatagramSocket());
                Socket asksByTcp = inside.inside(() -> new Socket("127.0.0.11", 53))) {
            assertThat(List.of(datagrams.getLocalPort(), connections.getLocalPort())).containsOnly(53);
            byte[] question = question(alias);
            asks.send(new DatagramPacket(question, question.length, InetAddress.getByName("127.0.0.11"), 53));
            asks.setSoTimeout(60_000);
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            asks.receive(answer);
            assertThat(Arrays.copyOfRange(answer.getData(), answer.getLength() - 4, answer.getLength())).isEqualTo(wanted);

            DataOutputStream out = new DataOutputStream(asksByTcp.getOutputStream());
            out.writeShort(question.length);
            out.write(question);
            asksByTcp.setSoTimeout(60_000);
            DataInputStream in = new DataInputStream(asksByTcp.getInputStream());
            byte[] message = in.readNBytes(in.readUnsignedShort());
            assertThat(Arrays.copyOfRange(message, message.length - 4, message.length)).isEqualTo(wanted);
        }
    }

    /** For the IPv4 address of a name of one label, RFC 1035, section 4. */
    private static byte[] question(String name) {
        return ByteBuffer.allocate(18 + name.length()).putShort((short) 1).putShort((short) 0x100).putShort((short) 1).putShort((short) 0)
                .putInt(0).put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0).putShort((short) 1)
                .putShort((short) 1).array();
    }

    @Test
    void on_the_default_network_addresses_are_reached_and_names_are_not_known() throws IOException {
        Container other = home.start("sleep", "1000");
        String address = Cidr.text(other.networks().find("bridge").orElseThrow().live().ipv4().orElseThrow().address());
        assertThat(EngineHome.output(home.run("ping", "-c", "1", "-W", "30", address))).contains("1 packets received");
        Container asks = home.run("sh", "-c", "grep 127.0.0.11 /etc/resolv.conf || echo asks the hosts own");
        assertThat(EngineHome.output(asks)).isEqualTo("asks the hosts own\n");
    }

    @Test
    void a_published_port_leads_to_the_container_and_is_nobody_elses() throws Exception {
        String greeting = UUID.randomUUID().toString();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, Object> published = Map.of("Env", List.of("GREETING=" + greeting), "HostConfig", Map.of("PortBindings",
                Map.of("80/tcp", List.of(Map.of("HostIp", "127.0.0.1", "HostPort", String.valueOf(port))))));
        Container server = home.start(published, "sh", "-c", SERVES);
        EngineHome.awaitOutput(server, "ready");
        Eventually.holds(() -> greeting.equals(line(port)), () -> greeting + " from port " + port);

        Container second = home.create(published, "true");
        Refusal taken = catchThrowableOfType(Refusal.class, () -> home.engine.start(second));
        assertThat(taken).hasMessageContaining("Bind for 127.0.0.1:" + port + " failed: port is already allocated")
                .hasMessageContaining(second.name());
        assertThat(second.networks().find("bridge").orElseThrow().endpoint()).isEmpty();

        home.engine.remove(server, true, false);
        home.engine.start(second);
        assertThat(EngineHome.exitCode(second)).isZero();
    }

    private static String line(int port) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            return in.readLine();
        } catch (IOException notYet) {
            return "";
        }
    }

    @Test
    void many_that_start_at_once_have_addresses_of_their_own_and_leave_nothing() throws Exception {
        Set<String> before = interfaces();
        Network network = network("");
        ExecutorService several = Executors.newFixedThreadPool(8);
        List<Future<Container>> starting = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String alias = "c" + i;
            starting.add(several.submit(() -> sleeper(network, alias)));
        }
        several.shutdown();
        Set<Cidr> addresses = new HashSet<>();
        for (Future<Container> one : starting) {
            addresses.add(address(one.get(), network));
        }
        assertThat(addresses).hasSize(24);
        Container asks = home.run(on(network, Map.of()), "sh", "-c",
                "for i in $(seq 0 23); do ping -c 1 -W 30 c$i > /dev/null || echo no c$i; done; echo done");
        assertThat(EngineHome.output(asks)).isEqualTo("done\n");
        for (Future<Container> one : starting) {
            home.engine.remove(one.get(), true, false);
        }
        home.engine.networks().remove(made.remove(0).id());
        assertThat(interfaces()).isSubsetOf(before);
    }

    @Test
    void an_internal_network_leads_nowhere_and_its_names_are_known() throws IOException {
        Network network = network(",\"Internal\":true");
        Container other = sleeper(network, "other");
        Container asks = home.run(on(network, Map.of()), "sh", "-c", "ip route; getent hosts example.org; getent hosts other");
        assertThat(EngineHome.output(asks)).doesNotContain("default").contains(Cidr.text(address(other, network).address()) + " ");
    }

    @Test
    void a_container_is_connected_and_disconnected_while_it_runs() throws IOException {
        Network one = network("");
        Network two = network("");
        Container container = sleeper(one, "it");
        Container other = sleeper(two, "other");
        home.engine.connect(container, two, EndpointSettings.NONE);
        assertThat(EngineHome.output(home.run(on(two, Map.of()), "getent", "hosts", container.name())))
                .startsWith(Cidr.text(address(container, two).address()));
        Refusal twice = catchThrowableOfType(Refusal.class, () -> home.engine.connect(container, two, EndpointSettings.NONE));
        assertThat(twice).hasMessageContaining("already exists in network " + two.name());
        home.engine.disconnect(container.name(), one.name(), false);
        Container inside = home.run(Map.of("HostConfig", Map.of("NetworkMode", "container:" + container.id().hex())), "sh", "-c",
                "ip route | grep default | cut -d' ' -f3; ping -c 1 -W 30 " + Cidr.text(address(other, two).address()));
        assertThat(EngineHome.output(inside)).startsWith(Cidr.text(two.pools().get(0).gateway()) + "\n").contains("1 packets received");
        assertThatThrownBy(() -> home.engine.disconnect(container.name(), one.name(), false)).hasMessageContaining("is not connected to network");
        assertThat(home.engine.networks().members(one)).isEmpty();
        assertThatThrownBy(() -> home.engine.networks().remove(two.id())).hasMessageContaining("has active endpoints");
    }

    @Test
    void what_is_gone_is_disconnected_by_force() throws IOException {
        Network lost = home.engine.networks().create(NetworkRequest.read(JsonObject.of(Map.of("Name", "n" + UUID.randomUUID()), "test")));
        Container stopped = home.create(on(lost, Map.of()), "true");
        home.engine.networks().remove(lost.id());
        assertThatThrownBy(() -> home.engine.start(stopped)).hasMessage("network " + lost.name() + " not found");
        home.engine.disconnect(stopped.name(), lost.name(), false);
        assertThat(stopped.networks().attachments()).isEmpty();
        Refusal not = catchThrowableOfType(Refusal.class, () -> home.engine.disconnect(stopped.name(), lost.name(), true));
        assertThat(not).hasMessage("container " + stopped.id() + " is not connected to the network " + lost.name());
        assertThat(not.kind()).isEqualTo(Refusal.Kind.FAILED);

        Network network = network("");
        Container running = sleeper(network, "it");
        String none = "none" + UUID.randomUUID();
        assertThatThrownBy(() -> home.engine.disconnect(none, network.name(), false)).hasMessage("No such container: " + none);
        assertThatThrownBy(() -> home.engine.disconnect(none, network.name(), true)).hasMessage("endpoint " + none + " not found");
        assertThatThrownBy(() -> home.engine.disconnect(none, lost.name(), true)).hasMessage("network " + lost.name() + " not found");
        assertThatThrownBy(() -> home.engine.disconnect(running.name(), lost.name(), false))
                .hasMessage("network " + lost.name() + " not found");
        assertThatThrownBy(() -> home.engine.disconnect(running.name(), lost.name(), true))
                .hasMessage("container " + running.id() + " is not connected to the network " + lost.name());
        // What a container leaves behind whose end was not seen.
        EndpointSettings settings = EndpointSettings.NONE;
        Endpoint left = home.engine.networks().join(network, settings, "eth0", false);
        home.engine.networks().enter(new minidocker.engine.network.Member(ContainerId.random().hex(), none, List.of(), left));
        home.engine.disconnect(none, network.name(), true);
        assertThat(home.engine.networks().join(network, settings, "eth0", false).addresses()).isEqualTo(left.addresses());
        home.engine.disconnect(running.name(), network.name(), true);
        assertThat(home.engine.networks().members(network)).isEmpty();
        assertThat(running.networks().attachments()).isEmpty();
    }

    @Test
    void a_running_container_leaves_a_network_that_is_lost() throws IOException {
        Network network = home.engine.networks().create(NetworkRequest.read(JsonObject.of(Map.of("Name", "n" + UUID.randomUUID()), "test")));
        Container running = sleeper(network, "it");
        Endpoint endpoint = running.networks().find(network.name()).orElseThrow().live();
        // As after the loss of its file: the engine knows nobody there, and what the kernel has stays.
        home.engine.networks().members(network).clear();
        home.engine.networks().remove(network.id());
        assertThatThrownBy(() -> home.engine.disconnect(running.name(), network.name(), false)).hasMessageEndingWith("not found");
        home.engine.disconnect(running.name(), network.name(), true);
        assertThat(running.networks().attachments()).isEmpty();
        assertThat(interfaces()).doesNotContain(minidocker.engine.network.kernel.EngineMark.cable(endpoint.id()));
    }

    @Test
    void an_address_that_is_asked_for_is_given_and_kept_and_given_back() throws IOException {
        Network network = network(subnet());
        InetAddress wanted = network.pools().get(0).subnet().at(java.math.BigInteger.valueOf(200));
        Map<String, Object> config = on(network, Map.of("NetworkingConfig", Map.of("EndpointsConfig", Map.of(network.name(),
                Map.of("IPAMConfig", Map.of("IPv4Address", Cidr.text(wanted)))))));
        Container first = home.start(config, "sleep", "1000");
        assertThat(address(first, network).address()).isEqualTo(wanted);
        Container second = home.create(config, "true");
        assertThatThrownBy(() -> home.engine.start(second)).hasMessage("Address already in use");
        home.engine.stop(first, Optional.of("KILL"), Optional.empty());
        home.engine.start(second);
        assertThat(EngineHome.exitCode(second)).isZero();
    }

    @Test
    void a_link_tells_of_the_other_in_hosts_and_environment() throws Exception {
        String secret = UUID.randomUUID().toString();
        Container web = home.start(Map.of("Env", List.of("SECRET=" + secret), "ExposedPorts", Map.of("80/tcp", Map.of())), "sleep", "1000");
        String address = Cidr.text(web.networks().find("bridge").orElseThrow().live().ipv4().orElseThrow().address());
        Map<String, Object> linked = Map.of("HostConfig", Map.of("Links", List.of(web.name() + ":my-db")),
                "Env", List.of("MY_DB_PORT_80_TCP_PROTO=mine"));
        Container asks = home.run(linked, "sh", "-c", "env | grep ^MY_DB | sort; grep my-db /etc/hosts");
        assertThat(EngineHome.output(asks)).contains("MY_DB_ENV_SECRET=" + secret + "\n", "MY_DB_NAME=/" + asks.name() + "/my-db\n",
                "MY_DB_PORT=tcp://" + address + ":80\n", "MY_DB_PORT_80_TCP=tcp://" + address + ":80\n",
                "MY_DB_PORT_80_TCP_ADDR=" + address + "\n", "MY_DB_PORT_80_TCP_PROTO=mine\n",
                address + "\tmy-db " + web.config().hostname() + " " + web.name() + "\n");

        home.engine.stop(web, Optional.of("KILL"), Optional.empty());
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> home.engine.start(asks));
        assertThat(refusal).hasMessage("Cannot link to a non running container: /" + web.name() + " AS /" + asks.name() + "/my-db");
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FAILED);
        home.engine.start(web);
        home.engine.start(asks);
        assertThat(EngineHome.exitCode(asks)).isZero();
    }

    private static Map<String, Object> at(String network, String field, Object value) {
        return Map.of("HostConfig", Map.of("NetworkMode", network), "NetworkingConfig",
                Map.of("EndpointsConfig", Map.of(network, Map.of(field, value))));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String sentence) {
        Refusal refusal = catchThrowableOfType(Refusal.class, work);
        assertThat(refusal).hasMessage(sentence);
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BAD_PARAMETER);
    }

    @Test
    void an_address_or_a_name_that_the_network_has_not_to_give_is_refused_before_anything_is_made() throws IOException {
        Network chosen = network("");
        Map<String, Object> address = Map.of("IPv4Address", Cidr.text(chosen.pools().get(0).subnet().at(java.math.BigInteger.TEN)));
        String onDefault = "invalid endpoint settings:\nuser specified IP address is supported on user defined networks only";
        String aliases = "invalid endpoint settings:\nnetwork-scoped alias is supported only for containers in user defined networks";
        String without = "invalid endpoint settings:\nuser specified IP address is supported only when connecting to networks with user "
                + "configured subnets";
        int before = home.engine.containers().all().size();
        assertRefused(() -> home.create(at("bridge", "IPAMConfig", address), "true"), "invalid config for network bridge: " + onDefault);
        assertRefused(() -> home.create(at("bridge", "Aliases", List.of("web")), "true"), "invalid config for network bridge: " + aliases);
        assertRefused(() -> home.create(at(chosen.name(), "IPAMConfig", address), "true"),
                "invalid config for network " + chosen.name() + ": " + without);
        assertThat(home.engine.containers().all()).hasSize(before);

        EndpointSettings fixed = EndpointSettings.read(JsonObject.of(Map.of("IPAMConfig", address), "test"));
        Container stopped = home.create(on(network(subnet()), Map.of()), "true");
        Container running = sleeper(network(""), "running");
        for (Container one : List.of(stopped, running)) {
            assertRefused(() -> home.engine.connect(one, home.engine.networks().find("bridge"), fixed), onDefault);
            assertRefused(() -> home.engine.connect(one, home.engine.networks().find("bridge"),
                    EndpointSettings.NONE.withAliases(List.of("web"))), aliases);
            assertRefused(() -> home.engine.connect(one, chosen, fixed), without);
            assertThat(one.networks().attachments()).hasSize(1);
        }
    }

    @Test
    void a_network_that_is_made_after_the_container_is_looked_at_when_it_starts() throws IOException {
        String name = "n" + UUID.randomUUID().toString().substring(0, 8);
        Container early = home.create(at(name, "IPAMConfig", Map.of("IPv4Address", "198.19.0.9")), "true");
        made.add(home.engine.networks().create(NetworkRequest.read(JsonObject.of(Map.of("Name", name), "test"))));
        assertRefused(() -> home.engine.start(early), "invalid endpoint settings:\nuser specified IP address is supported only when "
                + "connecting to networks with user configured subnets");
    }

    @Test
    void ipv6_is_there_for_those_who_asked() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(java.nio.file.Files.exists(java.nio.file.Path.of("/proc/net/if_inet6")),
                "kernel: it has no IPv6");
        Network network = network(",\"EnableIPv6\":true");
        Container other = sleeper(network, "other");
        Container asks = home.run(on(network, Map.of()), "ping", "-6", "-c", "1", "-W", "30", "other");
        assertThat(EngineHome.output(asks)).contains("1 packets received").contains(Cidr.text(other.networks()
                .find(network.name()).orElseThrow().live().ipv6().orElseThrow().address()));
    }

    @Test
    void networks_addresses_and_names_are_there_again_when_the_engine_was_killed() throws Exception {
        home.close();
        home = new EngineHome(processes -> { }, EngineHome.config(Map.of("Hostname", "survivor"), "sleep", "1000"));
        Container container = home.only();
        Endpoint endpoint = container.networks().find("bridge").orElseThrow().live();
        String address = Cidr.text(endpoint.ipv4().orElseThrow().address());
        Container asks = home.run("ping", "-c", "1", "-W", "30", address);
        assertThat(EngineHome.output(asks)).contains("1 packets received");
        assertThat(home.engine.networks().members(home.engine.networks().find("bridge"))).extracting(member -> member.endpoint())
                .contains(endpoint);
        home.engine.remove(container, true, false);
        assertThat(home.engine.networks().members(home.engine.networks().find("bridge"))).isEmpty();
    }

    @Test
    void the_networks_of_a_container_stand_in_its_file() throws Exception {
        Network network = network("");
        Container container = sleeper(network, "it");
        JsonObject json = Json.parseObject(java.nio.file.Files.readAllBytes(ContainerPaths.networks(container.folder())), "networks.json");
        assertThat(ContainerNetworks.read(json)).isEqualTo(container.networks());
        home.engine.stop(container, Optional.of("KILL"), Optional.empty());
        assertThat(container.networks().find(network.name()).orElseThrow().endpoint()).isEmpty();
    }
}
