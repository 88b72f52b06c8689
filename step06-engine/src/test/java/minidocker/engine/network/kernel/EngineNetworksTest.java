package minidocker.engine.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import minidocker.engine.client.Query;
import minidocker.engine.network.netlink.NetlinkSocket;
import minidocker.engine.network.netlink.Request;
import minidocker.testing.Eventually;
import minidocker.testing.SlowMachine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers on networks, by way of a real engine, which is on a host of the test's own. */
class EngineNetworksTest {
    private static final int MANY = SlowMachine.repetitions(100);
    private static final int AT_ONCE = 25;
    private static final int MINUTES = 15;
    private static final int CALLERS_BETWEEN_FORGETTING = 2;
    private static final int IFF_NOARP = 0x80;
    private static final short RTM_NEWLINK = 16;
    private static final short NLM_F_REQUEST_ACK = 5;

    @BeforeAll
    static void needs() throws Exception {
        TestHost.need();
    }

    private static String page(Place from, String url) throws Exception {
        return from.inside(() -> {
            HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(60_000 * SlowMachine.patience());
            connection.setReadTimeout(60_000 * SlowMachine.patience());
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        });
    }

    private static void createNetwork(EngineOnHost engine, String name) throws Exception {
        engine.ask(client -> client.post("/networks/create", Query.of("", ""), Map.of("Name", name)));
    }

    @Test
    void a_web_server_is_reached_from_the_host_from_a_second_host_and_by_name_from_another_container() throws Exception {
        try (EngineOnHost engine = new EngineOnHost()) {
            String word = UUID.randomUUID().toString();
            createNetwork(engine, "site");
            String web = engine.create("web", Map.of("ExposedPorts", Map.of("80/tcp", Map.of(), "9/udp", Map.of()), "HostConfig",
                    Map.of("NetworkMode", "site", "PortBindings", Map.of("80/tcp", List.of(Map.of("HostPort", "8080")),
                            "9/udp", List.of(Map.of("HostPort", "9999"))))),
                    "sh", "-c", "mkdir /www; echo -n " + word + " > /www/index.html; exec busybox httpd -f -p 80 -h /www");
            engine.start(web);
            int pid = engine.processOf(web);
            Eventually.holds(() -> listensOn80(pid), () -> "a server at port 80 in process " + pid);
            for (String address : List.of("127.0.0.1", "[::1]", TestHost.OWN)) {
                assertThat(page(engine.host.network, "http://" + address + ":8080/")).as(address).isEqualTo(word);
            }
            assertThat(page(engine.host.world, "http://" + TestHost.OWN + ":8080/")).as("a second host").isEqualTo(word);
            String visitor = engine.create("visitor", Map.of("HostConfig", Map.of("NetworkMode", "site")),
                    "sh", "-c", "busybox wget -q -O - http://web/ && busybox wget -q -O - http://" + TestHost.OWN + ":8080/");
            engine.start(visitor);
            Eventually.holds(() -> ended(engine, visitor), () -> "the visitor's end");
            assertThat(log(engine, visitor)).isEqualTo(word + word);
            try (Echo echo = new Echo(engine.inside(web), 9)) {
                for (Place from : List.of(engine.host.network, engine.host.world, engine.inside(web))) {
                    assertThat(Echo.askByUdp(from, TestHost.OWN, 9999)).startsWith(echo.word);
                }
            }
        }
    }

    private static boolean listensOn80(int pid) {
        try {
            // Local address, remote address, state 0A: LISTEN.
            return Files.readString(Path.of("/proc/" + pid + "/net/tcp6")).contains(":0050 00000000000000000000000000000000:0000 0A")
                    || Files.readString(Path.of("/proc/" + pid + "/net/tcp")).contains(":0050 00000000:0000 0A");
        } catch (java.io.IOException noIpv6) {
            return false;
        }
    }

    private static boolean ended(EngineOnHost engine, String id) {
        try {
            return engine.inspect(id).object("State").string("Status").equals("exited");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String log(EngineOnHost engine, String id) throws Exception {
        return Files.readAllLines(engine.home.resolve("containers/" + id + "/" + id + "-json.log")).stream()
                .map(line -> line.replaceAll("\\{\"log\":\"(.*?)\".*", "$1")).collect(Collectors.joining());
    }

    @Test
    void a_hundred_containers_started_at_once_have_distinct_addresses_reach_each_other_and_leave_nothing() throws Exception {
        try (EngineOnHost engine = new EngineOnHost()) {
            Set<String> before = trace(engine);
            createNetwork(engine, "crowd");
            List<String> ids = new ArrayList<>();
            atOnce(MANY, i -> {
                String id = engine.create("c" + i, Map.of("HostConfig", Map.of("NetworkMode", "crowd", "PublishAllPorts", i % 10 == 0),
                        "ExposedPorts", Map.of("80/tcp", Map.of())), "sleep", "1000000");
                engine.start(id);
                synchronized (ids) {
                    ids.add(id);
                }
            });
            assertThat(ids).hasSize(MANY);
            allReachEachOther(engine, ids, "crowd");
            Set<String> namespaces = namespaces(engine, ids);
            assertThat(namespaces).hasSize(MANY);
            atOnce(MANY, i -> engine.remove(ids.get(i)));
            engine.ask(client -> client.delete("/networks/crowd", Query.of("", "")));
            assertThat(trace(engine)).isEqualTo(before);
            assertGone(namespaces);
        }
    }

    @Test
    void after_a_crash_amid_a_hundred_starts_the_next_engine_knows_all_and_leaves_nothing() throws Exception {
        try (EngineOnHost engine = new EngineOnHost()) {
            Set<String> before = trace(engine);
            createNetwork(engine, "crowd");
            AtomicInteger started = new AtomicInteger();
            try {
                atOnce(MANY, i -> {
                    String id = engine.create("c" + i, Map.of("HostConfig", Map.of("NetworkMode", "crowd")), "sleep", "1000000");
                    engine.start(id);
                    if (started.incrementAndGet() == MANY / 2) {
                        engine.killByForce();
                    }
                });
            } catch (java.util.concurrent.ExecutionException itsEngineIsGone) {
                assertThat(started).hasValueGreaterThanOrEqualTo(MANY / 2);
            }
            engine.start();
            List<String> running = new ArrayList<>();
            for (String id : engine.containers()) {
                if (engine.inspect(id).object("State").bool("Running")) {
                    running.add(id);
                }
            }
            assertThat(running.size()).isGreaterThanOrEqualTo(MANY / 2);
            allReachEachOther(engine, running, "crowd");
            // What comes now must not get an address that somebody has.
            String late = engine.create("late", Map.of("HostConfig", Map.of("NetworkMode", "crowd")), "sleep", "1000000");
            engine.start(late);
            running.add(late);
            allReachEachOther(engine, running, "crowd");
            Set<String> namespaces = namespaces(engine, running);
            List<String> all = engine.containers();
            engine.killByForce();
            engine.start();
            atOnce(all.size(), i -> engine.remove(all.get(i)));
            engine.ask(client -> client.delete("/networks/crowd", Query.of("", "")));
            assertThat(trace(engine)).isEqualTo(before);
            assertGone(namespaces);
        }
    }

    private interface Numbered {
        void run(int number) throws Exception;
    }

    private static void atOnce(int count, Numbered work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(MINUTES, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(MINUTES, TimeUnit.MINUTES);
        }
    }

    private static void allReachEachOther(EngineOnHost engine, List<String> ids, String network) throws Exception {
        Map<String, String> addresses = new java.util.TreeMap<>();
        for (String id : ids) {
            addresses.put(engine.address(id, network), id);
        }
        assertThat(addresses).hasSameSizeAs(ids);
        List<Echo> servers = new ArrayList<>();
        try {
            Map<String, Echo> byAddress = new java.util.TreeMap<>();
            for (Map.Entry<String, String> one : addresses.entrySet()) {
                Echo echo = new Echo(engine.inside(one.getValue()), 4242);
                servers.add(echo);
                byAddress.put(one.getKey(), echo);
            }
            int callers = 0;
            for (Map.Entry<String, String> from : addresses.entrySet()) {
                Place place = engine.inside(from.getValue());
                // Each with each once: what goes there has come back, too.
                for (Map.Entry<String, Echo> to : byAddress.entrySet()) {
                    if (to.getKey().compareTo(from.getKey()) >= 0) {
                        assertThat(Echo.ask(place, to.getKey(), 4242)).isEqualTo(to.getValue().word + " " + from.getKey());
                    }
                }
                if (++callers % CALLERS_BETWEEN_FORGETTING == 0) {
                    for (String id : ids) {
                        forgetNeighbours(engine.inside(id));
                    }
                }
            }
        } finally {
            for (Echo echo : servers) {
                echo.close();
            }
        }
    }

    /**
     * All networks of a machine share one table of neighbours, of 1024 by default (gc_thresh3 in arp(7)), and nobody is forgotten
     * within five seconds: a crowd in which each has just spoken to each has ten thousand.
     */
    private static void forgetNeighbours(Place place) throws Exception {
        place.inside(() -> {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                int index = socket.link("eth0").orElseThrow().index();
                for (int flags : new int[] {IFF_NOARP, 0}) {
                    byte[] message = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putInt(32).putShort(RTM_NEWLINK)
                            .putShort(NLM_F_REQUEST_ACK).putLong(0).putInt(0).putInt(index).putInt(flags).putInt(IFF_NOARP).array();
                    socket.tell(new Request("RTM_NEWLINK", message, List.of(), "eth0 IFF_NOARP"));
                }
                return null;
            }
        });
    }

    /** Links, addresses, routes and rules on the host. */
    private static Set<String> trace(EngineOnHost engine) throws Exception {
        Set<String> all = new TreeSet<>();
        TestHost.links(engine.host.network).forEach(link -> all.add("link " + link.name()));
        // Without the seconds that an address is still valid, and without what the kernel finds out by itself about IPv6.
        engine.host.run("ip", "-4", "-o", "address").lines().forEach(line -> all.add("address " + line.replaceAll("\\s+", " ")));
        engine.host.run("ip", "-4", "route").lines().forEach(line -> all.add("route " + line.strip()));
        engine.host.run("nft", "list", "tables").lines().filter(line -> !line.isBlank()).forEach(line -> all.add(line));
        // The bridge of those that name no network stays as long as the engine does.
        String own = EngineMark.of(engine.home.resolve("run")).defaultBridge();
        all.removeIf(line -> line.contains(own));
        return all;
    }

    private static Set<String> namespaces(EngineOnHost engine, List<String> ids) throws Exception {
        Set<String> all = new HashSet<>();
        for (String id : ids) {
            all.add(Files.readSymbolicLink(Path.of("/proc/" + engine.processOf(id) + "/ns/net")).toString());
        }
        return all;
    }

    /** Nobody is in one of these namespaces, and nobody holds one open. */
    private static void assertGone(Set<String> namespaces) {
        Eventually.holds(() -> held().stream().noneMatch(namespaces::contains), () -> "the end of the network namespaces " + namespaces);
    }

    private static Set<String> held() {
        Set<String> all = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                read(process.resolve("ns/net"), all);
                try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
                    descriptors.forEach(descriptor -> read(descriptor, all));
                } catch (java.io.IOException | java.nio.file.DirectoryIteratorException gone) {
                    // It has ended.
                }
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    private static void read(Path link, Set<String> all) {
        try {
            all.add(Files.readSymbolicLink(link).toString());
        } catch (java.io.IOException gone) {
            // It has ended, or was closed.
        }
    }
}
