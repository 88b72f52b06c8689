package minidocker.engine.network;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.network.kernel.EngineMark;
import minidocker.images.Digest;

/** The three networks that every engine has. Their IDs are the same for each engine of a home. */
record PredefinedNetworks(EngineMark mark, Instant created) {
    Network host() {
        return of(Network.HOST, Driver.HOST, List.of(), Map.of());
    }

    Network none() {
        return of(Network.NONE, Driver.NONE, List.of(), Map.of());
    }

    /** The one of containers that name none. */
    Network bridge(List<Pool> pools) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("com.docker.network.bridge.default_bridge", "true");
        options.put("com.docker.network.bridge.enable_icc", "true");
        options.put("com.docker.network.bridge.enable_ip_masquerade", "true");
        options.put("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0");
        options.put(Network.BRIDGE_NAME, mark.defaultBridge());
        options.put("com.docker.network.driver.mtu", "1500");
        return of(Network.DEFAULT, Driver.BRIDGE, pools, options);
    }

    private Network of(String name, Driver driver, List<Pool> pools, Map<String, String> options) {
        String id = Digest.of((mark.hash() + " network " + name).getBytes(StandardCharsets.UTF_8)).hex();
        return new Network(id, name, created, driver, pools, false, false, false, Map.of(), options, Map.of());
    }
}
