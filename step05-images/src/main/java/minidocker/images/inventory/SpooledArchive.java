package minidocker.images.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.images.Digest;
import minidocker.images.LayerCompression;
import minidocker.images.store.ContentStore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of an archive that somebody gave us, each in a file with a name of ours, found by their names in the archive or by their
 * digests. No name and no link of the archive ever reaches the file system, so none can lead out of it; what cannot be part of an image
 * is passed over.
 */
final class SpooledArchive implements AutoCloseable {
    /** An archive of images has a handful of files a layer. */
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_LINKS = 10;

    /** @param path empty once the store has taken it */
    record SpooledFile(Path path, Digest digest, long size) {}

    private final Map<String, SpooledFile> byName = new HashMap<>();
    private final Map<Digest, SpooledFile> byDigest = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private SpooledArchive() {}

    static SpooledArchive read(InputStream in, ContentStore store) throws IOException {
        SpooledArchive archive = new SpooledArchive();
        try {
            archive.fill(new TarArchiveInputStream(LayerCompression.decompress(in), "UTF-8"), store);
            return archive;
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (IOException | RuntimeException e) {
            // The library complains about what it cannot read in many ways.
            throw new IOException("this is no tar archive, or it is damaged: " + e.getMessage(), e);
        }
    }

    private void fill(TarArchiveInputStream tar, ContentStore store) throws IOException {
        int entries = 0;
        for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            if (++entries > MAX_ENTRIES) {
                throw new IOException("this archive has more than " + MAX_ENTRIES + " entries, which no archive of images has");
            }
            Optional<String> name = inside(entry.getName());
            if (name.isEmpty()) {
                throw new IOException("this archive has an entry that lies outside of it: " + printable(entry.getName()));
            }
            if (entry.isSymbolicLink() || entry.isLink()) {
                String folder = name.get().contains("/") && entry.isSymbolicLink() ? name.get().substring(0, name.get().lastIndexOf('/') + 1) : "";
                Optional<String> target = inside(entry.isSymbolicLink() && !entry.getLinkName().startsWith("/")
                        ? folder + entry.getLinkName() : entry.getLinkName());
                if (target.isEmpty() || entry.getLinkName().startsWith("/")) {
                    throw new IOException("this archive has a link that leads out of it: " + printable(entry.getName()) + " -> "
                            + printable(entry.getLinkName()));
                }
                links.put(name.get(), target.get());
            } else if (entry.isFile()) {
                spool(tar, name.get(), store);
            }
        }
    }

    private void spool(InputStream content, String name, ContentStore store) throws IOException {
        Path file = store.newFile();
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        long size;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            size = content.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        SpooledFile spooled = new SpooledFile(file, Digest.of(Digest.Algorithm.SHA256, hash.digest()), size);
        SpooledFile same = byDigest.putIfAbsent(spooled.digest, spooled);
        if (same != null) {
            Files.delete(file);
        }
        // Of several with the same name the last one counts, as for tar(1).
        byName.put(name, same == null ? spooled : same);
        links.remove(name);
    }

    /** The name without dots, from the archive's root; empty if it leads out of it. */
    static Optional<String> inside(String name) {
        if (name.startsWith("/")) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(200).forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return clean.toString();
    }

    /** By its name in the archive; links are followed inside it. */
    Optional<SpooledFile> file(String name) {
        String at = inside(name).orElse("");
        for (int i = 0; i < MAX_LINKS; i++) {
            SpooledFile file = byName.get(at);
            if (file != null) {
                return Optional.of(file);
            }
            at = links.getOrDefault(at, "");
        }
        return Optional.empty();
    }

    Optional<SpooledFile> file(Digest digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    /** Removes what the store has not taken. */
    @Override
    public void close() throws IOException {
        for (SpooledFile file : byDigest.values()) {
            Files.deleteIfExists(file.path);
        }
    }
}
