package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import minidocker.cgroups.DeviceRule;
import minidocker.engine.runtime.spec.SpecDevice;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;

/**
 * A device file of the host's that a container gets.
 *
 * @param inContainer absolute path
 */
record HostDevice(Stat stat, String inContainer) {

    /**
     * The device at that path, or all those in the folder that it is.
     *
     * @param inContainer empty for the same path
     * @throws IllegalArgumentException in Docker's words, if there is none
     */
    static List<HostDevice> at(Path onHost, String inContainer) {
        String inside = inContainer.isEmpty() ? onHost.toString() : inContainer;
        try {
            // A device may be named by a link, /dev/disk/by-id/... for instance.
            Path real = onHost.toRealPath();
            if (Files.isDirectory(real)) {
                return inFolder(real, inside);
            }
            Stat stat = LinuxFiles.stat(Linux.AT_FDCWD, real.toString());
            if (!stat.isDevice()) {
                throw new IllegalArgumentException("error gathering device information while adding custom device \"" + onHost
                        + "\": not a device node");
            }
            return List.of(new HostDevice(stat, inside));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("error gathering device information while adding custom device \"" + onHost
                    + "\": no such file or directory", missing);
        } catch (IOException failure) {
            throw new IllegalArgumentException("error gathering device information while adding custom device \"" + onHost
                    + "\": " + failure.getMessage(), failure);
        }
    }

    /** All devices of the host, for a privileged container; what every container has of its own is not among them. */
    static List<HostDevice> all() {
        try {
            return inFolder(Path.of("/dev"), "/dev");
        } catch (IOException failure) {
            throw new IllegalArgumentException("/dev cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static List<HostDevice> inFolder(Path folder, String inside) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !isOwn(file)).map(file -> {
                Stat stat = LinuxFiles.statIfThere(Linux.AT_FDCWD, file.toString());
                return stat == null || !stat.isDevice() ? null
                        : new HostDevice(stat, inside + file.toString().substring(folder.toString().length()));
            }).filter(device -> device != null).toList();
        }
    }

    private static boolean isOwn(Path file) {
        return Stream.of("/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/console", "/dev/ptmx", "/dev/tty", "/dev/null", "/dev/zero",
                "/dev/full", "/dev/random", "/dev/urandom").anyMatch(file::startsWith);
    }

    private String type() {
        return stat.type() == Stat.S_IFBLK ? "b" : "c";
    }

    SpecDevice spec() {
        return new SpecDevice(inContainer, type(), stat.rdevMajor(), stat.rdevMinor(), stat.permissions(), stat.uid(), stat.gid());
    }

    /** @param access such as rwm; empty for all of that */
    DeviceRule rule(String access) {
        return DeviceRule.allow(type() + " " + stat.rdevMajor() + ":" + stat.rdevMinor() + " "
                + (access.isEmpty() ? "rwm" : access));
    }
}
