package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A port of the host that leads to one of a container's.
 *
 * @param host      an address of the host; {@code 0.0.0.0} or {@code ::} for all of that family
 * @param port      on the host
 * @param bridge    name of the interface behind which the container is
 * @param container its address and port; of the other family than {@code host} only by way of the forwarder
 */
public record PublishedPort(Transport transport, InetAddress host, int port, String bridge, InetSocketAddress container) {

    /** True if the kernel can rewrite the address: both are of one family. */
    public boolean isOneFamily() {
        return host.getClass() == container.getAddress().getClass();
    }
}
