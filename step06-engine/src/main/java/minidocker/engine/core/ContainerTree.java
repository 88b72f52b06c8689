package minidocker.engine.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.RootAccess;
import minidocker.layers.Limits;
import minidocker.layers.Unpacker;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;
import minidocker.tar.TarException;

/**
 * A container's files from outside, for {@code cp} and {@code export}: those that its processes see if it runs, else its layers
 * and its upper. Paths are looked up as inside, by the kernel: no link leads out. To be closed soon.
 */
public final class ContainerTree implements AutoCloseable {
    private static final int GO_DIRECTORY = 1 << 31;
    private static final int GO_LINK = 1 << 27;
    private static final int GO_DEVICE = 1 << 26;
    private static final int GO_FIFO = 1 << 25;
    private static final int GO_SOCKET = 1 << 24;
    private static final int GO_SETUID = 1 << 23;
    private static final int GO_SETGID = 1 << 22;
    private static final int GO_CHARACTER_DEVICE = 1 << 21;
    private static final int GO_STICKY = 1 << 20;

    private final Engine engine;
    private final Container container;
    private final Optional<ContainerProcess> process;
    private final RootAccess root;

    ContainerTree(Engine engine, Container container) throws IOException {
        this.engine = engine;
        this.container = container;
        process = container.process();
        root = process.isPresent() ? process.get().root()
                : container.files().take(engine.bundleFolder(container).writtenBundle());
    }

    /**
     * A file by its path.
     *
     * @param mode as Go's os.FileMode has it
     * @param linkTarget of a symbolic link, as it is written; else empty
     */
    public record FileStat(String name, long size, long mode, java.time.Instant modified, String linkTarget) {}

    /** A name in an open folder, from which nobody can take it away. */
    private record Place(int folder, String name, Stat stat) implements AutoCloseable {
        @Override
        public void close() {
            Linux.close(folder);
        }
    }

    /** Links on the way are followed; a link at the end only if the path ends with a slash. */
    private Place find(String path) {
        String clean = Path.of("/" + path).normalize().toString();
        boolean itself = clean.equals("/") || path.endsWith("/") || path.endsWith("/.");
        try {
            if (itself) {
                int folder = root.open(clean, OpenFlag.O_DIRECTORY);
                return new Place(folder, ".", LinuxFiles.stat(folder, ""));
            }
            int slash = clean.lastIndexOf('/');
            int folder = root.open(slash == 0 ? "/" : clean.substring(0, slash), OpenFlag.O_DIRECTORY);
            Stat stat = LinuxFiles.statIfThere(folder, clean.substring(slash + 1));
            if (stat != null) {
                return new Place(folder, clean.substring(slash + 1), stat);
            }
            Linux.close(folder);
        } catch (SyscallException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR) && !e.is(Errno.ELOOP)) {
                throw e;
            }
        }
        throw missing(path);
    }

    private Refusal missing(String path) {
        return new Refusal(Kind.NOT_FOUND, "Could not find the file " + path + " in container " + container.name());
    }

    public FileStat stat(String path) {
        try (Place place = find(path)) {
            Stat stat = place.stat();
            String target = stat.isLink() ? LinuxFiles.readlink(place.folder(), place.name()) : "";
            if (stat.isLink()) {
                Path parent = Path.of("/" + path).normalize().getParent();
                target = parent.resolve(target).normalize().toString();
            }
            return new FileStat(name(path), stat.size(), goMode(stat), stat.modified(), target);
        }
    }

    private static String name(String path) {
        Path clean = Path.of("/" + path).normalize();
        return clean.getFileName() == null ? "/" : clean.getFileName().toString();
    }

    private static long goMode(Stat stat) {
        int type = switch (stat.type()) {
            case Stat.S_IFDIR -> GO_DIRECTORY;
            case Stat.S_IFLNK -> GO_LINK;
            case Stat.S_IFBLK -> GO_DEVICE;
            case Stat.S_IFCHR -> GO_DEVICE | GO_CHARACTER_DEVICE;
            case Stat.S_IFIFO -> GO_FIFO;
            case Stat.S_IFSOCK -> GO_SOCKET;
            default -> 0;
        };
        int bits = stat.permissions();
        int special = ((bits & 04000) != 0 ? GO_SETUID : 0) | ((bits & 02000) != 0 ? GO_SETGID : 0)
                | ((bits & 01000) != 0 ? GO_STICKY : 0);
        return Integer.toUnsignedLong(type | special | bits & 0777);
    }

    /** What is at a path as an archive, under its own name; a folder with all that is in it, mounts included. */
    public void read(String path, OutputStream out) throws IOException {
        try (Place place = find(path); TreeArchive archive = new TreeArchive(out, true)) {
            if (place.name().equals(".") && name(path).equals("/")) {
                archive.addContent(place.folder(), "");
            } else {
                archive.add(place.folder(), place.name(), name(path));
            }
        }
    }

    /** All files; what is mounted in the container is not its own. */
    public void export(OutputStream out) throws IOException {
        int folder = root.open("/", OpenFlag.O_DIRECTORY);
        try (TreeArchive archive = new TreeArchive(out, false)) {
            archive.addContent(folder, "");
        } finally {
            Linux.close(folder);
        }
    }

    /**
     * Unpacks an archive into a folder. It comes to the disk first and is unpacked while the container stands still: what happens
     * by name happens to the file that was looked at.
     *
     * @param sameKind refuse to replace a folder by something else, and the other way round
     * @throws Refusal NOT_FOUND, BAD_PARAMETER, FORBIDDEN
     */
    public void write(String path, InputStream tar, boolean sameKind) throws IOException {
        checkWritable(path);
        int folder = target(path);
        Path spooled = Files.createTempFile(engine.paths().allRun(), "cp-", ".tar");
        try {
            Files.copy(tar, spooled, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            container.lock().lock();
            boolean freeze = process.isPresent() && container.state() instanceof ContainerState.Running;
            try (InputStream in = new java.io.BufferedInputStream(Files.newInputStream(spooled))) {
                if (freeze) {
                    process.get().pause();
                }
                Unpacker.files(minidocker.images.LayerCompression.decompress(in), folder, Limits.none(), sameKind);
            } catch (TarException refused) {
                throw new Refusal(Kind.BAD_PARAMETER, refused.getMessage(), refused);
            } finally {
                if (freeze) {
                    process.get().resume();
                }
                container.lock().unlock();
            }
        } finally {
            Linux.close(folder);
            Files.deleteIfExists(spooled);
        }
    }

    private int target(String path) {
        try {
            return root.open(Path.of("/" + path).normalize().toString(), OpenFlag.O_DIRECTORY);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOTDIR)) {
                throw new Refusal(Kind.BAD_PARAMETER, "extraction point is not a directory", e);
            }
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
                throw missing(path);
            }
            throw e;
        }
    }

    private void checkWritable(String path) {
        Path clean = Path.of("/" + path).normalize();
        Optional<MountPoint> mount = container.mounts().stream().filter(point -> clean.startsWith(point.destination()))
                .max(Comparator.comparingInt(point -> point.destination().length()));
        if (mount.isPresent() ? mount.get().readOnly() : container.host().bool("ReadonlyRootfs")) {
            throw new Refusal(Kind.FORBIDDEN, mount.isPresent() ? "mounted volume is marked read-only"
                    : "container rootfs is marked read-only");
        }
    }

    @Override
    public void close() {
        if (process.isPresent()) {
            root.close();
        } else {
            container.files().giveBack();
        }
    }
}
