package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.Network;
import minidocker.engine.network.Pool;
import minidocker.engine.network.resolver.ResolverFile;
import minidocker.namespaces.Namespace;

/** /etc/hostname, /etc/hosts and /etc/resolv.conf of a container, anew for each of its runs and when its networks change. */
final class NetworkFiles {
    private static final String LOCALHOST = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            ff00::0\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;
    private static final String HOST_GATEWAY = "host-gateway";

    private final Engine engine;
    private final Container container;

    NetworkFiles(Engine engine, Container container) {
        this.engine = engine;
        this.container = container;
    }

    void write() throws IOException {
        Path folder = container.folder();
        Sharing sharing = new Sharing(container.host());
        String other = sharing.other(Namespace.NETWORK);
        if (!other.isEmpty()) {
            Path theirs = engine.containers().find(other).folder();
            for (Path file : List.of(ContainerPaths.hostname(theirs), ContainerPaths.hosts(theirs),
                    ContainerPaths.resolvConf(theirs))) {
                replace(folder.resolve(file.getFileName()), Files.exists(file) ? Files.readString(file) : "");
            }
            return;
        }
        boolean host = sharing.withHost(Namespace.NETWORK);
        replace(ContainerPaths.hostname(folder), container.config().hostname() + "\n");
        replace(ContainerPaths.hosts(folder), hosts(host));
        replace(ContainerPaths.resolvConf(folder), resolvers(host));
    }

    private String hosts(boolean ofHost) {
        StringBuilder names = new StringBuilder(ofHost ? read(Path.of("/etc/hosts")) : LOCALHOST);
        for (String extra : container.host().strings("ExtraHosts")) {
            int colon = extra.indexOf(':');
            if (colon > 0) {
                String address = extra.substring(colon + 1);
                names.append(address.equals(HOST_GATEWAY) ? hostGateway() : address).append('\t').append(extra, 0, colon).append('\n');
            }
        }
        linked(names);
        String own = container.config().hostname();
        String domain = container.config().string("Domainname");
        for (Attachment one : container.networks().attachments()) {
            for (Cidr address : one.endpoint().map(Endpoint::addresses).orElse(List.of())) {
                names.append(Cidr.text(address.address())).append('\t')
                        .append(domain.isEmpty() ? own : own + "." + domain + " " + own).append('\n');
            }
        }
        return names.toString();
    }

    /** Names of other containers on the default network, where nobody resolves them. */
    private void linked(StringBuilder names) {
        for (Link link : Link.of(container)) {
            engine.containers().lookup(link.to()).ifPresent(other -> Link.address(other).ifPresent(address -> {
                Set<String> words = new LinkedHashSet<>(List.of(link.alias(), other.config().hostname(), other.name()));
                names.append(Cidr.text(address.address())).append('\t').append(String.join(" ", words)).append('\n');
            }));
        }
    }

    /** An address of the host's that the container reaches: that on its own network. */
    private String hostGateway() {
        for (Attachment one : container.networks().attachments()) {
            Optional<Pool> pool = engine.networks().find(one.network()).pools().stream().findFirst();
            if (pool.isPresent()) {
                return Cidr.text(pool.get().gateway());
            }
        }
        return "127.0.0.1";
    }

    private String resolvers(boolean ofHost) {
        HostConfig host = container.host();
        ResolverFile wanted = new ResolverFile(host.strings("Dns"), host.strings("DnsSearch"), host.strings("DnsOptions"));
        boolean named = container.networks().attachments().stream().anyMatch(one -> engine.networks().find(one.network()).hasNames());
        boolean alone = container.networkMode().equals(Network.NONE);
        return named ? wanted.internal() : ofHost || alone ? wanted.asHost() : wanted.external();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            return "";
        }
    }

    /** Written over, not replaced: the file of a container that runs is mounted by its inode. */
    private static void replace(Path file, String text) throws IOException {
        if (!read(file).equals(text) || Files.notExists(file)) {
            Files.writeString(file, text);
        }
    }
}
