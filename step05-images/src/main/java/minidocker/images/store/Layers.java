package minidocker.images.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import minidocker.files.AtomicFile;
import minidocker.files.FileMutex;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.LayerCompression;
import minidocker.layers.Tree;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;

/**
 * The layers of all images by their diff ID: which blob was found to unpack to it, how large it is, and, once needed, its files.
 * A layer that two images have is here once.
 */
public final class Layers {
    private static final String ARCHIVE = "archive";
    /** Owners are missing in what an ordinary user has unpacked; both kinds may be there side by side. */
    private static final String FILES = Linux.geteuid() == 0 && UserMaps.weAreInUserNamespace() ? "fs-mapped" : "fs";
    private static final int BUFFER = 128 << 10;

    private final StoreLayout layout;
    private final FileMutex mutex;
    private final UnpackLimit limit;

    /**
     * What is known of a layer's archive.
     *
     * @param blob  the compressed form that was verified
     * @param bytes of the uncompressed tar archive
     */
    public record Archive(Digest blob, long bytes) {}

    Layers(StoreLayout layout, FileMutex mutex) {
        this(layout, mutex, UnpackLimit.of(System.getenv()));
    }

    private Layers(StoreLayout layout, FileMutex mutex, UnpackLimit limit) {
        this.layout = layout;
        this.mutex = mutex;
        this.limit = limit;
    }

    /** The same layers, with another limit for what is unpacked from now on. */
    public Layers with(UnpackLimit replaced) {
        return new Layers(layout, mutex, replaced);
    }

    static void prepare(StoreLayout layout) throws IOException {
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Files.createDirectories(layout.layers().resolve(algorithm.prefix()));
        }
    }

    /** Empty if no archive of this layer was verified yet. */
    public Optional<Archive> archive(DiffId diffId) throws IOException {
        try {
            String[] words = Files.readString(layout.layer(diffId).resolve(ARCHIVE)).strip().split(" ");
            return words.length == 2 ? Optional.of(new Archive(Digest.parse(words[0]), Long.parseLong(words[1])))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The folder with the layer's files. */
    public Optional<Path> files(DiffId diffId) {
        Path files = layout.layer(diffId).resolve(FILES);
        return Files.isDirectory(files) ? Optional.of(files) : Optional.empty();
    }

    /**
     * Reads a layer to its end, unpacks it on the way, and keeps what has come of it if it is the layer that it should be.
     * Nothing is left of one that is not.
     *
     * @param compressed in any form; read to its end
     * @param blob       the digest of these bytes, which the stream itself or the caller verifies
     * @throws IOException with a sentence, if the archive does not have this diff ID
     */
    public Archive read(InputStream compressed, Digest blob, DiffId expected, LayerUnpacker unpacker) throws IOException {
        try (NewLayer made = NewLayer.make(layout.layer(expected).getParent(), mutex)) {
            MessageDigest hash = expected.digest().algorithm().newMessageDigest();
            CountingStream counted = new CountingStream(compressed);
            CountingStream tar = new CountingStream(new DigestInputStream(LayerCompression.decompress(counted), hash),
                    limit.watch(blob.toString(), made.folder(), counted::count));
            Path files = Files.createDirectory(made.folder().resolve(FILES));
            // The unpacker asks for headers of 512 bytes: to inflate and hash each by itself costs more than a copy.
            boolean unpacked = files(expected).isEmpty() && unpacker.unpack(new BufferedInputStream(tar, BUFFER), files);
            tar.transferTo(OutputStream.nullOutputStream());
            // What follows the compressed data belongs to the blob and to nothing else; its digest is known at its end only.
            counted.transferTo(OutputStream.nullOutputStream());
            Digest found = Digest.of(expected.digest().algorithm(), hash.digest());
            if (!found.equals(expected.digest())) {
                throw new IOException("the layer " + blob + " unpacks to " + found + " where the image's configuration says "
                        + expected);
            }
            Archive archive = new Archive(blob, tar.count());
            if (unpacked) {
                sync(files);
            } else {
                Files.delete(files);
            }
            publish(made.folder(), layout.layer(expected), archive);
            return archive;
        }
    }

    /** One call for a layer's thousands of files: fsync(2) on each would take many times as long. */
    private static void sync(Path files) {
        int folder = Tree.open(files);
        try {
            LinuxFiles.syncfs(folder);
        } finally {
            Linux.close(folder);
        }
    }

    private static void publish(Path temporary, Path target, Archive archive) throws IOException {
        byte[] text = (archive.blob() + " " + archive.bytes() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(temporary.resolve(ARCHIVE), text);
        Files.setPosixFilePermissions(temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        Path files = temporary.resolve(FILES);
        if (Files.isDirectory(target)) {
            AtomicFile.write(target.resolve(ARCHIVE), text);
            if (Files.isDirectory(files)) {
                try {
                    Files.move(files, target.resolve(FILES), StandardCopyOption.ATOMIC_MOVE);
                    AtomicFile.syncFolder(target);
                } catch (java.nio.file.FileSystemException e) {
                    // Another process was first, with the same files.
                    if (!Files.isDirectory(target.resolve(FILES))) {
                        throw e;
                    }
                }
            }
            return;
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.syncFolder(target.getParent());
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            publish(temporary, target, archive);
        } catch (java.nio.file.FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            publish(temporary, target, archive);
        }
    }

    /** Removes layers that nothing names. @return the bytes of their files as far as they were unpacked */
    long sweep(Set<Digest> marked) throws IOException {
        long bytes = 0;
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Path folder = layout.layers().resolve(algorithm.prefix());
            try (DirectoryStream<Path> layers = Files.newDirectoryStream(folder)) {
                for (Path layer : layers) {
                    String name = layer.getFileName().toString();
                    if (!name.startsWith(NewLayer.PREFIX) && !marked.contains(new Digest(algorithm, name))) {
                        bytes += unpackedBytes(layer);
                        // Renamed first: half a layer must not bear the name of a whole one.
                        Files.move(layer, folder.resolve(NewLayer.PREFIX + "removed-" + name), StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
            NewLayer.removeAbandoned(folder, mutex);
        }
        return bytes;
    }

    /** About what its files take on the disk. */
    private static long unpackedBytes(Path layer) throws IOException {
        if (!Files.isDirectory(layer.resolve(FILES)) || !Files.exists(layer.resolve(ARCHIVE))) {
            return 0;
        }
        String[] words = Files.readString(layer.resolve(ARCHIVE)).strip().split(" ");
        return words.length == 2 ? Long.parseLong(words[1]) : 0;
    }
}
