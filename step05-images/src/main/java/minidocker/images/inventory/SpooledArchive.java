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
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarReader;

/**
 * The files of an archive that somebody gave us, each in a file with a name of ours, found by their names in the archive or by
 * their digests. No name and no link of the archive ever reaches the file system, so none can lead out of it; what cannot be part
 * of an image is passed over.
 */
final class SpooledArchive implements AutoCloseable {
    /** An archive of images has a handful of files a layer. */
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_LINKS = 10;
    private static final int BUFFER = 1 << 16;

    /** @param path empty once the store has taken it */
    record SpooledFile(Path path, Digest digest, long size) {}

    private final Map<String, SpooledFile> byName = new HashMap<>();
    private final Map<Digest, SpooledFile> byDigest = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private SpooledArchive() {}

    static SpooledArchive read(InputStream in, ContentStore store) throws IOException {
        SpooledArchive archive = new SpooledArchive();
        try {
            archive.fill(new TarReader(LayerCompression.decompress(in)), store);
            return archive;
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private void fill(TarReader tar, ContentStore store) throws IOException {
        int entries = 0;
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (++entries > MAX_ENTRIES) {
                throw new IOException("this archive has more than " + MAX_ENTRIES + " entries, which no archive of images has");
            }
            Optional<String> name = inside(entry.name());
            if (name.isEmpty()) {
                throw new IOException("this archive has an entry that lies outside of it: " + printable(entry.name()));
            }
            boolean symbolic = entry.kind() == Kind.SYMBOLIC_LINK;
            if (symbolic || entry.kind() == Kind.HARD_LINK) {
                String folder = name.get().contains("/") && symbolic ? name.get().substring(0, name.get().lastIndexOf('/') + 1)
                        : "";
                Optional<String> target = inside(symbolic && !entry.target().startsWith("/")
                        ? folder + entry.target() : entry.target());
                if (target.isEmpty() || entry.target().startsWith("/")) {
                    throw new IOException("this archive has a link that leads out of it: " + printable(entry.name()) + " -> "
                            + printable(entry.target()));
                }
                links.put(name.get(), target.get());
            } else if (entry.kind() == Kind.REGULAR) {
                spool(tar, name.get(), store);
            }
        }
    }

    private void spool(TarReader content, String name, ContentStore store) throws IOException {
        Path file = store.newFile();
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        long size = 0;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = content.read(buffer, 0, BUFFER); n >= 0; n = content.read(buffer, 0, BUFFER)) {
                out.write(buffer, 0, n);
                size += n;
            }
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
