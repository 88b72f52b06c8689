package minidocker.engine.network.kernel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/**
 * By what an engine knows its own things in the kernel again, and leaves those of an engine with another home alone. Every
 * interface of ours is in the device group {@link #group()} from its first moment on (IFLA_GROUP, see {@code ip link help}); tables
 * and chains of the firewall bear {@link #table()} in their names.
 *
 * @param hash twelve hexadecimal digits of the path of its run folder
 */
public record EngineMark(String hash) {
    private static final int HASH_DIGITS = 12;
    private static final String DEFAULT_RUN_FOLDER = "/run/mini-docker";

    public EngineMark {
        if (!hash.matches("[0-9a-f]{12}")) {
            throw new IllegalArgumentException("a mark is twelve hexadecimal digits, and not " + hash);
        }
    }

    public static EngineMark of(Path runFolder) {
        String all = UUID.nameUUIDFromBytes(runFolder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)).toString();
        return new EngineMark(all.substring(all.length() - HASH_DIGITS));
    }

    /** Of its interfaces, a positive number; 0 is the group of everything that has none. */
    public int group() {
        return (int) Long.parseLong(hash.substring(0, 8), 16) & Integer.MAX_VALUE | 1;
    }

    /** Of its tables in nftables: {@code mini-docker-0123456789ab}. */
    public String table() {
        return "mini-docker-" + hash;
    }

    /** Of its chains in iptables, whose names have 28 characters at most: {@code MINI-DOCKER-0123456789ab}. */
    public String chain() {
        return "MINI-DOCKER-" + hash;
    }

    /** The bridge of the default network: {@code mini-docker0}, and with another home {@code md0-0123456789a}. */
    public String defaultBridge() {
        return equals(of(Path.of(DEFAULT_RUN_FOLDER))) ? "mini-docker0" : "md0-" + hash.substring(0, 11);
    }

    /** The bridge of a user's network: {@code br-} and the first twelve digits of its id, as Docker has it. */
    public static String bridge(String networkId) {
        return "br-" + networkId.substring(0, 12);
    }

    /** The host's end of a cable: {@code mdv} and the first twelve digits of the endpoint's id. */
    public static String cable(String endpointId) {
        return "mdv" + endpointId.substring(0, 12);
    }
}
