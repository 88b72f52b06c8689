package minidocker.engine.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.images.ConfigChange;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.Manifest;
import minidocker.images.MediaType;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.inventory.Image;
import minidocker.images.store.ContentStore;
import minidocker.images.store.Lease;
import minidocker.json.Json;
import minidocker.layers.Layer;
import minidocker.layers.Packer;

/**
 * Makes an image of what a container has changed: its image's layers and one more. A container that runs stands still as long as
 * its files are read, whether the user cares or not: half-written files are of no use, and what is looked up by name has to stay
 * what it was.
 *
 * @param name    of the image; empty for none
 * @param changes instructions of a Dockerfile
 */
public record Commit(Optional<ImageReference> name, String author, String comment, List<String> changes) {
    public Commit {
        changes = List.copyOf(changes);
    }

    Digest of(Engine engine, Container container) throws IOException {
        if (container.state() instanceof ContainerState.Dead || container.state() instanceof ContainerState.Removing) {
            throw new Refusal(Kind.CONFLICT, "You cannot commit container " + container.id() + " which is "
                    + container.state().status());
        }
        Image base = engine.image(container.image().toString());
        Map<String, Object> config = config(container);
        ContentStore store = engine.images().store();
        Path file = store.newFile();
        try (Lease lease = store.lease()) {
            MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
            pack(container, file, hash);
            DiffId diffId = new DiffId(Digest.of(Digest.Algorithm.SHA256, hash.digest()));
            lease.add(base.config().diffIds().stream().map(DiffId::digest).toList());
            lease.add(base.manifest().layers().stream().map(Descriptor::digest).toList());
            lease.add(List.of(diffId.digest()));
            Descriptor layer = new Descriptor(MediaType.OCI_LAYER, diffId.digest(), Files.size(file));
            try (InputStream in = Files.newInputStream(file)) {
                store.layers().read(in, diffId.digest(), diffId, new OverlayUnpacker());
            }
            store.adopt(file, diffId.digest());
            return store(store, base, layer, document(container, base, diffId, config), lease);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void pack(Container container, Path file, MessageDigest hash) throws IOException {
        container.lock().lock();
        boolean freeze = container.state() instanceof ContainerState.Running;
        try (Layer upper = new Layer(ContainerPaths.upper(container.folder()));
                OutputStream out = new java.io.BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), hash))) {
            if (freeze) {
                container.requireProcess().pause();
            }
            Packer.upper(upper, out);
        } finally {
            if (freeze) {
                container.requireProcess().resume();
            }
            container.lock().unlock();
        }
    }

    /** The container's own configuration without what is of this one container only. */
    private Map<String, Object> config(Container container) {
        Map<String, Object> config = new LinkedHashMap<>(container.config().json().fields());
        config.put("Hostname", "");
        config.put("Domainname", "");
        for (String own : List.of("AttachStdin", "AttachStdout", "AttachStderr", "OpenStdin", "StdinOnce", "Tty")) {
            config.put(own, false);
        }
        config.remove("MacAddress");
        config.remove("NetworkDisabled");
        config.remove("StopTimeout");
        for (String change : changes) {
            try {
                ConfigChange.apply(change, config);
            } catch (IllegalArgumentException unknown) {
                throw new Refusal(Kind.BAD_PARAMETER, unknown.getMessage(), unknown);
            }
        }
        return config;
    }

    private Map<String, Object> document(Container container, Image base, DiffId diffId, Map<String, Object> config) {
        String now = Instant.now().toString();
        Map<String, Object> document = new LinkedHashMap<>(base.config().fields());
        document.put("created", now);
        if (author.isEmpty()) {
            document.remove("author");
        } else {
            document.put("author", author);
        }
        document.put("config", config);
        List<String> diffIds = new ArrayList<>(base.config().diffIds().stream().map(DiffId::toString).toList());
        diffIds.add(diffId.toString());
        document.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
        List<Object> history = new ArrayList<>(document.get("history") instanceof List<?> before ? before : List.of());
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("created", now);
        if (!author.isEmpty()) {
            step.put("author", author);
        }
        step.put("created_by", String.join(" ", container.config().cmd()));
        if (!comment.isEmpty()) {
            step.put("comment", comment);
        }
        history.add(step);
        document.put("history", history);
        return document;
    }

    private Digest store(ContentStore store, Image base, Descriptor layer, Map<String, Object> document, Lease lease)
            throws IOException {
        byte[] configuration = Json.bytes(document);
        Descriptor configured = Descriptor.of(MediaType.OCI_CONFIG, configuration);
        List<Descriptor> layers = new ArrayList<>(base.manifest().layers());
        layers.add(layer);
        Manifest manifest = new Manifest(MediaType.OCI_MANIFEST, configured, layers);
        lease.add(List.of(configured.digest(), Digest.of(manifest.toBytes())));
        store.put(configured.digest(), configuration);
        Descriptor target = store.put(MediaType.OCI_MANIFEST, manifest.toBytes());
        if (name.isPresent()) {
            store.tag(name.get(), target);
        } else {
            store.keep(target);
        }
        return configured.digest();
    }
}
