package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The number of a device, as {@code major:minor}: which driver, and which of its devices. */
public record DeviceNumber(int major, int minor) implements Comparable<DeviceNumber> {
    private static final int TYPE_BITS = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    /**
     * Of a {@code dev_t} as stat(2) gives it; see makedev(3): 12 bits of the major and 8 of the minor, and what did not fit
     * higher up.
     */
    static DeviceNumber of(long dev) {
        return new DeviceNumber((int) (dev >> 8 & 0xfff | dev >> 32 & 0xfffff000), (int) (dev & 0xff | dev >> 12 & 0xffffff00));
    }

    /** Of the block device with that path. */
    public static DeviceNumber ofBlockDevice(String path) {
        try {
            Path file = Path.of(path);
            if (((int) Files.getAttribute(file, "unix:mode") & TYPE_BITS) != BLOCK_DEVICE) {
                throw new IllegalArgumentException(path
                        + " is not a block device: see /proc/partitions for those of this machine");
            }
            return of((long) Files.getAttribute(file, "unix:rdev"));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("there is no device " + path + ": see /proc/partitions for those of this machine",
                    missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the device " + path + " cannot be looked at: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    @Override
    public int compareTo(DeviceNumber other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
