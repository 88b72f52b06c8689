package minidocker.engine.network.kernel;

import java.net.InetAddress;

/**
 * A port of a container that is to be had on the host.
 *
 * @param container port in the container
 * @param host      address on the host; null for all of them, of both families
 * @param first     the lowest port on the host that will do; 0 for any free one
 * @param last      the highest
 */
public record PortRequest(Transport transport, int container, InetAddress host, int first, int last) {
    public PortRequest {
        if (container < 1 || container > 65535 || first < 0 || last < first || last > 65535) {
            throw new IllegalArgumentException("invalid port: " + first + "-" + last + ":" + container + "/" + transport);
        }
    }
}
