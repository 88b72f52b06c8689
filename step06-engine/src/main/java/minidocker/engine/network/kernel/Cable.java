package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.util.List;
import minidocker.engine.network.Cidr;

/**
 * What leads from a container to a bridge: a pair of veth interfaces, one end plugged into the bridge, the other inside.
 *
 * @param endpoint  id of the endpoint, hexadecimal, 12 digits or more
 * @param bridge    name of the bridge's interface
 * @param inside    name of the interface in the container: {@code eth0}
 * @param mac       {@code 02:42:ac:11:00:02}
 * @param addresses of the container, with their prefixes
 * @param gateways  where its default routes lead, one of each family at most; none for none
 * @param talk      as the bridge's: without, this end hears nothing of the other containers there
 * @param mtu       bytes; 0 for the kernel's own choice
 */
public record Cable(String endpoint, String bridge, String inside, String mac, List<Cidr> addresses, List<InetAddress> gateways,
        boolean talk, int mtu) {
    public Cable {
        if (!endpoint.matches("[0-9a-f]{12,}")) {
            throw new IllegalArgumentException("invalid endpoint id " + endpoint);
        }
        if (!mac.matches("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")) {
            throw new IllegalArgumentException("invalid MAC address " + mac);
        }
        Bridge.checkName(bridge);
        Bridge.checkName(inside);
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    byte[] macBytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(mac.substring(3 * i, 3 * i + 2), 16);
        }
        return bytes;
    }
}
