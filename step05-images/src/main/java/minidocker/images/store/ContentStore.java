package minidocker.images.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import minidocker.files.AtomicFile;
import minidocker.files.FileMutex;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.MediaType;
import minidocker.images.registry.VerifiedBlob;
import minidocker.json.MalformedJson;

/**
 * Images on the disk, as an OCI image layout that {@code skopeo inspect oci:DIR:NAME} reads. Any number of threads and processes
 * may use the same folder at once.
 */
public final class ContentStore {
    private static final String MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private final StoreLayout layout;
    private final LayoutIndex index;
    private final FileMutex mutex;
    private final Layers layers;

    private ContentStore(StoreLayout layout) throws IOException {
        this.layout = layout;
        index = new LayoutIndex(layout);
        mutex = new FileMutex(layout.lock());
        layers = new Layers(layout, mutex);
    }

    /** The store in this folder; made if there is none. */
    public static ContentStore open(Path root) throws IOException {
        Files.createDirectories(root);
        StoreLayout layout = new StoreLayout(root.toRealPath());
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Files.createDirectories(layout.blobs().resolve(algorithm.prefix()));
        }
        Layers.prepare(layout);
        Files.createDirectories(layout.ingest());
        Files.createDirectories(layout.leases());
        ContentStore store = new ContentStore(layout);
        store.mutex.locked(() -> {
            if (!Files.exists(layout.marker())) {
                AtomicFile.write(layout.marker(), MARKER.getBytes(StandardCharsets.UTF_8));
            }
            if (!Files.exists(layout.index())) {
                AtomicFile.write(layout.index(), new minidocker.images.Index(MediaType.OCI_INDEX, List.of()).toBytes());
            }
            return null;
        });
        return store;
    }

    public Path root() {
        return layout.root();
    }

    /** True if the whole blob is there. */
    public boolean has(Digest digest) {
        return Files.exists(layout.blob(digest));
    }

    /** Where the blob's bytes are. They were right when they were written. */
    public Path path(Digest digest) throws IOException {
        Path blob = layout.blob(digest);
        if (!Files.exists(blob)) {
            throw new NoSuchFileException(blob.toString());
        }
        return blob;
    }

    /** A document's bytes, checked against digest and size: it decides what else is believed. */
    public byte[] read(Descriptor descriptor) throws IOException {
        byte[] content = Files.readAllBytes(path(descriptor.digest()));
        if (content.length != descriptor.size() || !descriptor.digest().matches(content)) {
            throw new IOException(layout.blob(descriptor.digest())
                    + " is damaged: its bytes do not have the digest it is named by. "
                    + "Remove the file and pull the image again");
        }
        return content;
    }

    /** The manifest or index behind a descriptor. */
    public ImageDocument document(Descriptor descriptor) throws IOException {
        return ImageDocument.parse(read(descriptor), descriptor.mediaType(), descriptor.digest().toString());
    }

    /** Stores bytes that are in memory; harmless if they are there already. */
    public Descriptor put(MediaType type, byte[] content) throws IOException {
        Descriptor descriptor = Descriptor.of(type, content);
        put(descriptor.digest(), content);
        return descriptor;
    }

    /** As {@link #put(MediaType, byte[])}, under the digest that its users know it by. */
    public void put(Digest digest, byte[] content) throws IOException {
        if (!digest.matches(content)) {
            throw new IOException("these bytes do not have the digest " + digest);
        }
        if (!has(digest)) {
            AtomicFile.write(layout.blob(digest), content);
        }
    }

    /**
     * Gets a blob that is too large for memory, unless it is there. Whoever asks for a blob that is on its way already, in this
     * process or another, waits for it and sees its progress. What an interrupted transfer has left is used.
     */
    public void fetch(Descriptor descriptor, Supplier<VerifiedBlob> source, DownloadListener listener) throws IOException {
        fetch(descriptor, source, BlobReader.NONE, listener);
    }

    /** @param reader reads the bytes while they come, if it is we who download them */
    public void fetch(Descriptor descriptor, Supplier<VerifiedBlob> source, BlobReader reader,
            DownloadListener listener) throws IOException {
        if (!has(descriptor.digest())) {
            new BlobDownload(layout, descriptor, source, reader).join(listener);
        }
    }

    /** A new file on the store's disk, for what is to become a blob. What is left of it after a crash is collected some day. */
    public Path newFile() throws IOException {
        return Files.createTempFile(layout.ingest(), "new-", ".part");
    }

    /**
     * Makes a file of {@link #newFile} a blob; its bytes have this digest, as the caller has seen. The file is gone afterwards.
     */
    public void adopt(Path file, Digest digest) throws IOException {
        if (has(digest)) {
            Files.deleteIfExists(file);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        AtomicFile.rename(file, layout.blob(digest));
    }

    /** The layers, by what they unpack to. */
    public Layers layers() {
        return layers;
    }

    /** All names, in the order they were given. */
    public List<StoredReference> references() throws IOException {
        return index.references();
    }

    /** What is kept though it has no name. */
    public List<Descriptor> nameless() throws IOException {
        return index.nameless();
    }

    /** Keeps a document that has no name yet; nothing happens if it has one. */
    public void keep(Descriptor target) throws IOException {
        mutex.locked(() -> {
            index.keep(target);
            return null;
        });
    }

    /** Keeps it no longer for its own sake; names that it has stay. */
    public void release(Digest target) throws IOException {
        mutex.locked(() -> {
            index.release(target);
            return null;
        });
    }

    public Optional<Descriptor> resolve(ImageReference name) throws IOException {
        return references().stream().filter(reference -> reference.name().equals(name)).map(StoredReference::target).findFirst();
    }

    /**
     * Gives a name to a manifest or an index, which must be complete. A document that had the name loses it; if it was the last
     * one, it is kept without.
     */
    public void tag(ImageReference name, Descriptor target) throws IOException {
        mutex.locked(() -> {
            index.put(name, target, OciTwin.isNeeded(target) ? Optional.of(new OciTwin(this).write(target)) : Optional.empty());
            return null;
        });
    }

    /** @return false if there was no such name */
    public boolean untag(ImageReference name) throws IOException {
        return mutex.locked(() -> index.remove(name));
    }

    /** Keeps what it is told of from being collected until it is closed or its process ends. */
    public Lease lease() throws IOException {
        return Lease.take(layout, mutex, false);
    }

    /** As {@link #lease()}, for who runs a program of this image: until the lease ends, the image {@link #isInUse is in use}. */
    public Lease use(Digest image) throws IOException {
        Lease lease = Lease.take(layout, mutex, true);
        lease.add(List.of(image));
        return lease;
    }

    /** @param image its ID */
    public boolean isInUse(Digest image) throws IOException {
        return mutex.locked(() -> Lease.usedByContainers(layout).contains(image));
    }

    /**
     * True if everything that the document refers to is there, down to the layers. Of an index, one manifest must be complete: an
     * image is pulled for one platform.
     */
    public boolean isComplete(Descriptor descriptor) throws IOException {
        if (!has(descriptor.digest())) {
            return false;
        }
        try {
            ImageDocument document = document(descriptor);
            if (document instanceof minidocker.images.Manifest manifest) {
                return manifest.references().stream().allMatch(part -> has(part.digest()));
            }
            for (Descriptor manifest : document.references()) {
                if (isComplete(manifest)) {
                    return true;
                }
            }
            return false;
        } catch (MalformedJson e) {
            return false;
        }
    }

    /** Removes what no name leads to any more. */
    public GarbageCollection.Result collectGarbage() throws IOException {
        return mutex.locked(() -> new GarbageCollection(layout, index, layers).run());
    }
}
