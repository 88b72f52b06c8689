package minidocker.cgroups;

import java.util.function.Function;

/**
 * How much a second may be read from a device, or written to it.
 *
 * @param device a whole disk; the kernel does not throttle partitions
 * @param rate bytes or operations a second
 */
public record Throttle(DeviceNumber device, long rate) {
    public Throttle {
        if (rate <= 0) {
            throw new IllegalArgumentException("a rate of " + rate
                    + " a second would stop the device for ever: give a positive number");
        }
    }

    /**
     * Bytes a second: {@code /dev/sda:1mb}.
     *
     * @param number of the device at a path, such as {@link DeviceNumber#ofBlockDevice}
     */
    public static Throttle bytes(String text, Function<String, DeviceNumber> number) {
        long rate = MemorySize.parse(rate(text)).bytes();
        if (rate == 0) {
            throw new IllegalArgumentException("invalid rate for device: " + text
                    + ". The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb");
        }
        return new Throttle(number.apply(path(text)), rate);
    }

    /** Operations a second: {@code /dev/sda:1000}. */
    public static Throttle operations(String text, Function<String, DeviceNumber> number) {
        String rate = rate(text);
        if (!rate.matches("0*[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException(
                    "invalid rate for device: " + text
                            + ". The correct format is <device-path>:<number>. Number must be a positive integer");
        }
        return new Throttle(number.apply(path(text)), Long.parseLong(rate));
    }

    private static String path(String text) {
        String path = text.substring(0, text.lastIndexOf(':'));
        if (!path.startsWith("/dev/")) {
            throw new IllegalArgumentException("bad format for device path: " + text
                    + ": it begins with /dev/, as in /dev/sda:1mb");
        }
        return path;
    }

    private static String rate(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("bad format: " + text
                    + ": write the device, a colon and the rate, as in /dev/sda:1mb");
        }
        return text.substring(colon + 1);
    }
}
