package minidocker.rootfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BooleanSupplier;
import minidocker.rootfs.RootfsEntry.Device;
import minidocker.rootfs.RootfsEntry.Directory;
import minidocker.rootfs.RootfsEntry.HardLink;
import minidocker.rootfs.RootfsEntry.HostFile;
import minidocker.rootfs.RootfsEntry.Link;
import minidocker.rootfs.RootfsEntry.TextFile;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallException;

/** Writes a plan out, entry by entry, into an empty directory that no one else writes to. */
final class RootfsWriter {
    private final Path target;
    private final BooleanSupplier stopped;
    private boolean lacksDevices;

    /**
     * @param target  becomes "/" of the plan
     * @param stopped asked between two files: whether to leave it at that
     */
    RootfsWriter(Path target, BooleanSupplier stopped) {
        this.target = target;
        this.stopped = stopped;
    }

    /** What is there afterwards is incomplete if this throws, or was stopped. */
    void write(RootfsPlan plan) throws IOException {
        for (RootfsEntry entry : plan.entries().values()) {
            if (stopped.getAsBoolean()) {
                return;
            }
            write(entry);
        }
        // Last, since the first name of the file may come after the second one in the order of paths.
        for (RootfsEntry entry : plan.entries().values()) {
            if (entry instanceof HardLink link) {
                Files.createLink(onDisk(link.path()), onDisk(link.first()));
            }
        }
    }

    private void write(RootfsEntry entry) throws IOException {
        Path place = onDisk(entry.path());
        if (entry instanceof Directory directory) {
            Files.createDirectory(place);
            setMode(place, directory.mode());
        } else if (entry instanceof Link link) {
            Files.createSymbolicLink(place, link.target());
        } else if (entry instanceof TextFile text) {
            Files.writeString(place, text.text(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            setMode(place, text.mode());
        } else if (entry instanceof HostFile file) {
            copy(file.source(), place);
        } else if (entry instanceof Device device) {
            make(device, place);
        }
    }

    /**
     * Who may not make devices, or has a disk on which they do not work (mounted nodev), gets an empty file for /dev/null, which
     * does as standard input and takes what is thrown away; and nothing for the others, since no file behaves like them.
     */
    private void make(Device device, Path place) throws IOException {
        if (Linux.mknodCharacter(place.toString(), device.major(), device.minor())) {
            setMode(place, device.mode());
            if (works(place)) {
                return;
            }
            Files.delete(place);
        }
        lacksDevices = true;
        if (device.path().endsWith("null")) {
            Files.createFile(place);
            setMode(place, device.mode());
        }
    }

    private static boolean works(Path device) {
        try {
            Linux.close(Linux.openat(Linux.AT_FDCWD, device.toString(), 0, OpenFlag.O_NOCTTY, OpenFlag.O_NONBLOCK));
            return true;
        } catch (SyscallException refused) {
            // ENXIO comes from the driver of /dev/tty, where we have no terminal.
            return !refused.is(Errno.EACCES);
        }
    }

    /** Whether there are no device files in what was written. */
    boolean lacksDevices() {
        return lacksDevices;
    }

    /**
     * In the kernel, without the bytes passing through here (sendfile(2), in newer JDKs copy_file_range(2), which shares the
     * blocks where the file system can). A hard link would be quicker still, but whoever writes to the file in the container
     * would write to the host's.
     */
    private static void copy(Path source, Path place) throws IOException {
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = from.size();
            for (long at = 0; at < size; ) {
                long copied = from.transferTo(at, size - at, to);
                if (copied <= 0) {
                    throw new IOException(source + " shrank while it was copied");
                }
                at += copied;
            }
        }
        setMode(place, (int) Files.getAttribute(source, "unix:mode") & 0777);
        BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
        Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(attributes.lastModifiedTime(), null, null);
    }

    /** Afterwards and not at creation, where the umask would take bits away. Java's own permissions know no sticky bit. */
    private static void setMode(Path place, int mode) throws IOException {
        Files.setAttribute(place, "unix:mode", mode);
    }

    private Path onDisk(Path path) {
        return target.resolve(Path.of("/").relativize(path));
    }
}
