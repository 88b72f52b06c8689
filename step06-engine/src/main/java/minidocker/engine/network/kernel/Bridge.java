package minidocker.engine.network.kernel;

import java.util.List;
import minidocker.engine.network.Cidr;

/**
 * A switch of the kernel's, and what the host does with the packets that come out of it.
 *
 * @param name      of the interface, see {@link EngineMark}; or of one that the user has made himself
 * @param gateways  the host's own addresses on it with their prefixes: {@code 172.17.0.1/16}; one of each family at most
 * @param internal  nobody out there can be reached from it
 * @param talk      its containers may talk to each other (Docker's option icc)
 * @param masquerade what leaves the host bears the host's address (Docker's option enable_ip_masquerade)
 * @param mtu       bytes; 0 for the kernel's own choice
 */
public record Bridge(String name, List<Cidr> gateways, boolean internal, boolean talk, boolean masquerade, int mtu) {
    static final int LONGEST_NAME = 15;

    public Bridge {
        checkName(name);
        gateways = List.copyOf(gateways);
    }

    static void checkName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !name.matches("[\\x21-\\x7e&&[^/:]]+") || name.equals(".")
                || name.equals("..")) {
            throw new IllegalArgumentException("invalid interface name \"" + name + "\": give 1 to " + LONGEST_NAME
                    + " letters, digits, - or _");
        }
    }
}
