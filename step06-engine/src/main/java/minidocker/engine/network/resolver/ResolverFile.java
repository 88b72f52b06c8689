package minidocker.engine.network.resolver;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.network.Cidr;

/**
 * A container's /etc/resolv.conf, see resolv.conf(5): made of the host's and of what the user gave instead.
 *
 * @param servers empty for the host's
 * @param search  empty for the host's; a lone dot for none
 * @param options empty for the host's
 * @param host    the host's file
 */
public record ResolverFile(List<String> servers, List<String> search, List<String> options, List<String> host) {
    /** In a container's network namespace, of every container on a user's network. */
    public static final String ADDRESS = "127.0.0.11";

    private static final Path ETC = Path.of("/etc/resolv.conf");
    /** systemd-resolved tells /etc of its own stub only; here are the servers that this one asks. */
    private static final Path BEHIND_STUB = Path.of("/run/systemd/resolve/resolv.conf");
    private static final String STUB = "127.0.0.53";
    /** As Docker, where the host's servers are nothing that a container could reach. */
    private static final List<String> PUBLIC = List.of("8.8.8.8", "8.8.4.4");

    public ResolverFile(List<String> servers, List<String> search, List<String> options) {
        this(servers, search, options, hostFile());
    }

    private static List<String> hostFile() {
        List<String> lines = lines(ETC);
        List<String> servers = values(lines, "nameserver");
        return servers.equals(List.of(STUB)) && Files.exists(BEHIND_STUB) ? lines(BEHIND_STUB) : lines;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException missing) {
            return List.of();
        }
    }

    private static List<String> values(List<String> lines, String keyword) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals(keyword)) {
                values.addAll(List.of(words).subList(1, words.length));
            }
        }
        return values;
    }

    /** Of a container in the host's network namespace: what the host reaches, it reaches. */
    public String asHost() {
        return text(servers.isEmpty() ? values(host, "nameserver") : servers, given(options, "options"));
    }

    /** Of a container on the default network: no server that only the host itself reaches. */
    public String external() {
        return text(reachable(), given(options, "options"));
    }

    /** Of a container on a user's network: it asks us, and we ask the others. */
    public String internal() {
        List<String> merged = new ArrayList<>(given(options, "options"));
        if (merged.stream().noneMatch(option -> option.startsWith("ndots:"))) {
            // A container's name has no dot in it and is to be asked for as it is.
            merged.add("ndots:0");
        }
        return text(List.of(ADDRESS), merged);
    }

    private List<String> reachable() {
        if (!servers.isEmpty()) {
            return servers;
        }
        List<String> outside = values(host, "nameserver").stream().filter(server -> !isLoopback(server)).toList();
        return outside.isEmpty() ? PUBLIC : outside;
    }

    private static boolean isLoopback(String server) {
        try {
            return Cidr.address(server).isLoopbackAddress();
        } catch (IllegalArgumentException withZone) {
            return false;
        }
    }

    /** The addresses that the engine asks, which reaches what the host reaches. */
    public List<InetAddress> upstream() {
        List<InetAddress> addresses = new ArrayList<>();
        for (String server : servers.isEmpty() ? values(host, "nameserver") : servers) {
            try {
                addresses.add(Cidr.address(server));
            } catch (IllegalArgumentException noAddress) {
                // As the C library does: a line that makes no sense is none.
            }
        }
        return addresses;
    }

    private List<String> given(List<String> own, String keyword) {
        return own.isEmpty() ? values(host, keyword) : own;
    }

    private String text(List<String> nameservers, List<String> merged) {
        StringBuilder text = new StringBuilder();
        nameservers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
        List<String> domains = search.isEmpty() ? values(host, "search") : search;
        if (!domains.isEmpty() && !domains.equals(List.of("."))) {
            text.append("search ").append(String.join(" ", domains)).append('\n');
        }
        if (!merged.isEmpty()) {
            text.append("options ").append(String.join(" ", merged)).append('\n');
        }
        return text.toString();
    }
}
