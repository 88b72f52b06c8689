package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecRoot;
import minidocker.images.container.ImageUsers;
import minidocker.json.MalformedJson;
import minidocker.namespaces.Namespace;

/** What a container needs on the disk before it can start: the bundle, the files over its /etc, the folders of its volumes. */
final class BundleFolder {
    private static final String LOCALHOST = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            ff00::0\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private final Engine engine;
    private final Container container;

    BundleFolder(Engine engine, Container container) {
        this.engine = engine;
        this.container = container;
    }

    /** The bundle as it is to be now; what it mounts is there. Not written yet. */
    Bundle bundle() throws IOException {
        Path folder = container.folder();
        List<Path> layers = layers();
        List<Path> files = new ArrayList<>(layers);
        Path upper = ContainerPaths.upper(folder);
        if (Files.isDirectory(upper)) {
            files.add(upper);
        }
        ContainerBundle bundle = new ContainerBundle(container.config(), container.id(), folder, ImageUsers.of(files),
                new MountedVolumes(engine, container).mounts(), engine.containers());
        return new Bundle(folder, bundle.spec(), layers);
    }

    private List<Path> layers() {
        List<Path> layers = new ArrayList<>(List.of(engine.mountpoints()));
        layers.addAll(engine.imageUse().layers(container.image()));
        return layers;
    }

    /** Enough to look at its files. What a start needs (a user, other containers) need not be there yet. */
    Bundle firstBundle() throws IOException {
        List<SpecMount> mounts = new MountedVolumes(engine, container).afterwards();
        Spec spec = DefaultSpec.of(List.of("-"), container.config().hostname());
        return new Bundle(container.folder(), spec.with(new SpecRoot(Bundle.MERGED, false)).withMounts(mounts), layers());
    }

    /** As it was written for the last start. A power cut may have taken the file: then as it would be now. */
    Bundle writtenBundle() throws IOException {
        try {
            return Bundle.read(container.folder());
        } catch (NoSuchFileException | MalformedJson lost) {
            Bundle anew = firstBundle();
            anew.write(false);
            return anew;
        }
    }

    /** hostname, hosts and resolv.conf, anew for each run. */
    void writeNetworkFiles() throws IOException {
        Path folder = container.folder();
        HostConfig host = container.host();
        Sharing sharing = new Sharing(host);
        String other = sharing.other(Namespace.NETWORK);
        if (!other.isEmpty()) {
            Path theirs = engine.containers().find(other).folder();
            for (Path file : List.of(ContainerPaths.hostname(theirs), ContainerPaths.hosts(theirs),
                    ContainerPaths.resolvConf(theirs))) {
                replace(folder.resolve(file.getFileName()), Files.exists(file) ? Files.readString(file) : "");
            }
            return;
        }
        boolean hosts = sharing.withHost(Namespace.NETWORK);
        replace(ContainerPaths.hostname(folder), container.config().hostname() + "\n");
        StringBuilder names = new StringBuilder(hosts ? read(Path.of("/etc/hosts")) : LOCALHOST);
        for (String extra : host.strings("ExtraHosts")) {
            int colon = extra.indexOf(':');
            if (colon > 0) {
                names.append(extra.substring(colon + 1)).append('\t').append(extra, 0, colon).append('\n');
            }
        }
        replace(ContainerPaths.hosts(folder), names.toString());
        replace(ContainerPaths.resolvConf(folder), resolvers(host));
    }

    private static String resolvers(HostConfig host) {
        Map<String, List<String>> own = new java.util.LinkedHashMap<>();
        own.put("search", host.strings("DnsSearch"));
        own.put("nameserver", host.strings("Dns"));
        own.put("options", host.strings("DnsOptions"));
        StringBuilder text = new StringBuilder();
        for (String line : read(Path.of("/etc/resolv.conf")).lines().toList()) {
            String word = line.strip().split("\\s", 2)[0];
            if (own.getOrDefault(word.equals("domain") ? "search" : word, List.of()).isEmpty()) {
                text.append(line).append('\n');
            }
        }
        own.get("nameserver").forEach(server -> text.append("nameserver ").append(server).append('\n'));
        if (!own.get("search").isEmpty() && !own.get("search").equals(List.of("."))) {
            text.append("search ").append(String.join(" ", own.get("search"))).append('\n');
        }
        if (!own.get("options").isEmpty()) {
            text.append("options ").append(String.join(" ", own.get("options"))).append('\n');
        }
        return text.toString();
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
