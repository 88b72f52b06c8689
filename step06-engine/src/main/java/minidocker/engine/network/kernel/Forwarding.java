package minidocker.engine.network.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import minidocker.engine.network.Cidr;

/** Whether the host passes packets on that are for others, ip(7): without, no container reaches the world. */
final class Forwarding {
    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6/conf/all/forwarding");

    private final Consumer<String> notices;

    Forwarding(Consumer<String> notices) {
        this.notices = notices;
    }

    /** For the families of these addresses, where it is off. */
    synchronized void switchOn(List<Cidr> gateways) {
        for (boolean six : new boolean[] {false, true}) {
            if (gateways.stream().anyMatch(gateway -> gateway.isIpv6() == six)) {
                switchOn(six ? IPV6 : IPV4, six ? "IPv6" : "IPv4");
            }
        }
    }

    private void switchOn(Path file, String family) {
        try {
            if (Files.readString(file).strip().equals("0")) {
                Files.writeString(file, "1");
                notices.accept(family + " forwarding was switched on (" + file + "): containers reach the world by it.");
            }
        } catch (IOException e) {
            notices.accept(family + " forwarding cannot be switched on (" + e.getMessage()
                    + "): containers reach the host and each other, and not the world.");
        }
    }
}
