package minidocker.engine.cli.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarReader;
import minidocker.tar.TarWriter;

/** Files of this machine into an archive and out of it. */
final class LocalFiles {
    private static final int BUFFER = 1 << 16;
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;

    private LocalFiles() {}

    /**
     * What is copied from here.
     *
     * @param path as it was written, or where its link leads
     * @param name what it goes by if that is not the end of the path, or null
     */
    record Source(String path, boolean isFolder, String name) {
        static Source of(String written, boolean followLink) throws IOException {
            Path file = Path.of(written).toAbsolutePath();
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new UserError("lstat " + file + ": no such file or directory", 1);
            }
            boolean inside = written.endsWith("/") || PathNames.base(written).equals(".");
            if (Files.isSymbolicLink(file) && (followLink || inside)) {
                Path real = file.toRealPath();
                String path = PathNames.base(written).equals(".") ? real + "/." : real.toString();
                return new Source(path, Files.isDirectory(real), PathNames.base(written).equals(".") ? null : PathNames.base(written));
            }
            boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            if (inside && !folder) {
                throw new UserError("lstat " + file + (written.endsWith("/") ? "/" : "") + ": not a directory", 1);
            }
            return new Source(written, folder, null);
        }
    }

    /** @return the bytes of all files */
    static long pack(Source source, CopyPlan plan, TarWriter tar) throws IOException {
        Path root = Path.of(source.path).toAbsolutePath().normalize();
        Map<Object, String> linked = new HashMap<>();
        long[] bytes = new long[1];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                entry(folder, Kind.FOLDER);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Kind kind = kind(file);
                if (kind != null) {
                    entry(file, kind);
                }
                return FileVisitResult.CONTINUE;
            }

            private void entry(Path file, Kind kind) throws IOException {
                String relative = root.relativize(file).toString();
                String begin = plan.before().equals("/") ? "" : plan.before();
                String name = plan.rename(relative.isEmpty() ? begin : begin + (begin.isEmpty() ? "" : "/") + relative);
                Map<String, Object> unix = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
                Object identity = List.of(unix.get("dev"), unix.get("ino"));
                String before = (int) unix.get("nlink") > 1 && kind == Kind.REGULAR ? linked.putIfAbsent(identity, name) : null;
                long size = kind == Kind.REGULAR && before == null ? (long) unix.get("size") : 0;
                String target = before != null ? before : kind == Kind.SYMBOLIC_LINK ? Files.readSymbolicLink(file).toString() : "";
                tar.begin(TarEntry.of(kind == Kind.FOLDER ? name + "/" : name, before != null ? Kind.HARD_LINK : kind,
                        (int) unix.get("mode") & PERMISSIONS, (int) unix.get("uid"), (int) unix.get("gid"), size,
                        ((FileTime) unix.get("lastModifiedTime")).toInstant(), target));
                if (size > 0) {
                    bytes[0] += size;
                    content(file, size, tar);
                }
            }
        });
        return bytes[0];
    }

    /** Sockets cannot be archived, and devices of this machine are none of a container's. */
    private static Kind kind(Path file) throws IOException {
        return switch ((int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE) {
            case 0100000 -> Kind.REGULAR;
            case 0120000 -> Kind.SYMBOLIC_LINK;
            case 0010000 -> Kind.FIFO;
            default -> null;
        };
    }

    /** Exactly as much as was announced, even if the file grows or shrinks meanwhile. */
    private static void content(Path file, long size, TarWriter tar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            long left = size;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException(file + " became shorter while it was copied");
                }
                tar.write(buffer, 0, count);
                left -= count;
            }
        }
    }

    /** @return the bytes of all files */
    static long unpack(InputStream archive, CopyPlan plan, boolean owners) throws IOException {
        return new Unpacking(Path.of(plan.folder()).toAbsolutePath().normalize(), owners).run(new TarReader(archive), plan);
    }

    /** The archive comes from a container, whose program may be anybody's: it gets no further than the folder. */
    private static final class Unpacking {
        private final Path root;
        private final boolean owners;
        /** Links that the archive itself made: nothing is written through them. */
        private final Set<Path> links = new HashSet<>();
        private final Map<Path, TarEntry> folders = new LinkedHashMap<>();
        private long bytes;

        Unpacking(Path root, boolean owners) {
            this.root = root;
            this.owners = owners;
        }

        long run(TarReader tar, CopyPlan plan) throws IOException {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                Path file = inside(plan.rename(entry.name()));
                make(entry, file, tar, plan);
            }
            List<Path> deepestFirst = new ArrayList<>(folders.keySet());
            java.util.Collections.reverse(deepestFirst);
            for (Path folder : deepestFirst) {
                attributes(folder, folders.get(folder));
            }
            return bytes;
        }

        private Path inside(String name) throws IOException {
            Path file = root.resolve(name.replaceFirst("^/+", "")).normalize();
            if (!file.startsWith(root)) {
                throw new IOException("the engine's archive wants to write outside of " + root + ": " + name);
            }
            for (Path parent = file.getParent(); parent != null && parent.startsWith(root); parent = parent.getParent()) {
                if (links.contains(parent)) {
                    throw new IOException("the engine's archive wants to write through its own link " + parent);
                }
            }
            return file;
        }

        private void make(TarEntry entry, Path file, TarReader tar, CopyPlan plan) throws IOException {
            boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            boolean isFolder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            if (entry.kind() == Kind.FOLDER) {
                if (exists && !isFolder && !file.equals(root)) {
                    throw new IOException("cannot overwrite non-directory \"" + file + "\" with directory \"" + root + "\"");
                }
                Files.createDirectories(file);
                if (!isFolder || !file.equals(root)) {
                    folders.put(file, entry);
                }
                return;
            }
            if (isFolder) {
                throw new IOException("cannot overwrite directory \"" + file + "\" with non-directory \"" + root + "\"");
            }
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            links.remove(file);
            switch (entry.kind()) {
                case REGULAR -> {
                    write(file, tar);
                    attributes(file, entry);
                }
                case HARD_LINK -> Files.createLink(file, inside(plan.rename(entry.target())));
                case SYMBOLIC_LINK -> {
                    Files.createSymbolicLink(file, Path.of(entry.target()));
                    links.add(file);
                }
                default -> System.err.println(file + " is a device or a pipe of the container's and was left out");
            }
        }

        private void write(Path file, TarReader tar) throws IOException {
            byte[] buffer = new byte[BUFFER];
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (int count = tar.read(buffer, 0, buffer.length); count > 0; count = tar.read(buffer, 0, buffer.length)) {
                    out.write(buffer, 0, count);
                    bytes += count;
                }
            }
        }

        private void attributes(Path file, TarEntry entry) throws IOException {
            if (owners) {
                Files.setAttribute(file, "unix:uid", (int) entry.uid());
                Files.setAttribute(file, "unix:gid", (int) entry.gid());
            }
            Files.setAttribute(file, "unix:mode", entry.mode());
            Files.setLastModifiedTime(file, FileTime.from(entry.modified()));
        }
    }
}
