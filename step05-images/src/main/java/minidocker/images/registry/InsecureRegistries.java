package minidocker.images.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The registries for which plain HTTP and certificates of unknown origin are accepted: Docker's {@code --insecure-registry}. This
 * machine's own addresses are among them, as with Docker: what reads the loopback interface can read everything else too.
 *
 * @param entries {@code host}, {@code host:port}, or a block of addresses, {@code 10.0.0.0/8}
 */
public record InsecureRegistries(List<String> entries) {
    public static final InsecureRegistries LOOPBACK = new InsecureRegistries(List.of("127.0.0.0/8", "::1/128"));
    /** Not even loopback. */
    public static final InsecureRegistries NONE = new InsecureRegistries(List.of());

    public InsecureRegistries {
        entries = List.copyOf(entries);
    }

    public InsecureRegistries and(List<String> more) {
        List<String> all = new ArrayList<>(entries);
        all.addAll(more);
        return new InsecureRegistries(all);
    }

    boolean contains(HostPort registry) {
        if (entries.contains(registry.toString()) || entries.contains(registry.host())) {
            return true;
        }
        List<AddressBlock> blocks = entries.stream().filter(entry -> entry.indexOf('/') > 0).map(AddressBlock::parse).toList();
        if (blocks.isEmpty()) {
            return false;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(registry.host())) {
                if (blocks.stream().anyMatch(block -> block.contains(address))) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            // Connecting will say so in better words.
            return false;
        }
        return false;
    }
}
