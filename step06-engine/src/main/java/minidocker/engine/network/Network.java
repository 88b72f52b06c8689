package minidocker.engine.network;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.network.kernel.Bridge;
import minidocker.engine.network.kernel.EngineMark;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * A network that containers can be connected to.
 *
 * @param id          64 hexadecimal digits
 * @param pools       its addresses, of each family one at most; none for networks that have none of their own
 * @param ipv6        containers get IPv6 addresses as well
 * @param internal    nobody outside can be reached
 * @param ipamOptions kept for who asks; nothing looks at them
 * @param options     of the driver: {@code com.docker.network.bridge.name} ...
 */
public record Network(String id, String name, Instant created, Driver driver, List<Pool> pools, boolean ipv6, boolean internal,
        boolean attachable, Map<String, String> ipamOptions, Map<String, String> options, Map<String, String> labels) {
    /** The networks that are always there. */
    public static final String DEFAULT = "bridge";
    public static final String HOST = "host";
    public static final String NONE = "none";

    static final String BRIDGE_NAME = "com.docker.network.bridge.name";
    private static final String ICC = "com.docker.network.bridge.enable_icc";
    private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String CHOSEN = "ChosenSubnets";
    private static final String HOST_BINDING = "com.docker.network.bridge.host_binding_ipv4";

    public Network {
        pools = List.copyOf(pools);
        ipamOptions = copy(ipamOptions);
        options = copy(options);
        labels = copy(labels);
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** True for {@code bridge}, {@code host} and {@code none}. */
    public static boolean isPredefined(String name) {
        return name.equals(DEFAULT) || name.equals(HOST) || name.equals(NONE);
    }

    public boolean isPredefined() {
        return isPredefined(name);
    }

    /** On these, containers find each other by name; on the default network they do not. */
    public boolean hasNames() {
        return driver == Driver.BRIDGE && !isPredefined();
    }

    Network withPools(List<Pool> others) {
        return new Network(id, name, created, driver, others, ipv6, internal, attachable, ipamOptions, options, labels);
    }

    /** The interface that is its switch. */
    public Bridge bridge() {
        return new Bridge(options.getOrDefault(BRIDGE_NAME, EngineMark.bridge(id)), pools.stream().map(Pool::gatewayOnNetwork).toList(),
                internal, option(ICC, true), option(MASQUERADE, true), mtu());
    }

    /** Where ports are published that nobody said an address for; empty for all. */
    public Optional<String> hostBinding() {
        return Optional.ofNullable(options.get(HOST_BINDING)).filter(text -> !text.isEmpty() && !text.equals("0.0.0.0"));
    }

    /** @throws IllegalArgumentException if one of the options has a value that makes no sense */
    void check() {
        bridge();
        hostBinding().ifPresent(Cidr::address);
    }

    private boolean option(String option, boolean absent) {
        String text = options.getOrDefault(option, "");
        return switch (text) {
            case "" -> absent;
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException("invalid value \"" + text + "\" for " + option + ": give true or false");
        };
    }

    private int mtu() {
        String text = options.getOrDefault(MTU, "0");
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("invalid value \"" + text + "\" for " + MTU + ": give a number of bytes");
        }
        return Integer.parseInt(text);
    }

    /** As its file has it. */
    Map<String, Object> kept() {
        Map<String, Object> json = json();
        json.put(CHOSEN, pools.stream().filter(Pool::isChosen).map(pool -> pool.subnet().toString()).toList());
        return json;
    }

    /** As the API has it, without the containers. */
    public Map<String, Object> json() {
        Map<String, Object> ipam = new LinkedHashMap<>();
        ipam.put("Driver", "default");
        ipam.put("Options", isPredefined() ? null : ipamOptions);
        ipam.put("Config", pools.stream().map(Pool::json).toList());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", name);
        json.put("Id", id);
        json.put("Created", created.toString());
        json.put("Scope", "local");
        json.put("Driver", driver.toString());
        json.put("EnableIPv4", driver != Driver.BRIDGE || pools.stream().anyMatch(pool -> !pool.subnet().isIpv6()));
        json.put("EnableIPv6", ipv6);
        json.put("IPAM", ipam);
        json.put("Internal", internal);
        json.put("Attachable", attachable);
        json.put("Ingress", false);
        json.put("ConfigFrom", Map.of("Network", ""));
        json.put("ConfigOnly", false);
        json.put("Containers", Map.of());
        json.put("Options", options);
        json.put("Labels", labels);
        return json;
    }

    /** Of its file. */
    static Network read(JsonObject json) throws MalformedJson {
        List<Pool> pools = new ArrayList<>();
        JsonObject ipam = json.object("IPAM");
        for (JsonObject pool : ipam.objects("Config")) {
            Pool one = Pool.read(pool);
            pools.add(json.strings(CHOSEN).contains(one.subnet().toString()) ? one.chosen() : one);
        }
        String word = json.string("Driver");
        Driver driver = List.of(Driver.values()).stream().filter(one -> one.toString().equals(word)).findFirst()
                .orElseThrow(() -> new MalformedJson(json.what() + ": there is no driver \"" + word + "\""));
        return new Network(json.string("Id"), json.string("Name"), Instant.parse(json.string("Created")), driver, pools,
                json.bool("EnableIPv6"), json.bool("Internal"), json.bool("Attachable"), ipam.stringMap("Options"),
                json.stringMap("Options"), json.stringMap("Labels"));
    }
}
