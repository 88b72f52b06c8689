package minidocker.namespaces;

/**
 * A line of /proc/PID/uid_map: {@code count} IDs from {@code inside} on are those from {@code outside} on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7), "User and group ID
 *     mappings"</a>
 */
public record IdMapping(long inside, long outside, long count) {
    private static final long LARGEST = 0xfffffffeL;

    public IdMapping {
        if (count < 1 || inside < 0 || outside < 0 || inside + count - 1 > LARGEST || outside + count - 1 > LARGEST) {
            throw new IllegalArgumentException(inside + ":" + outside + ":" + count + " is no ID mapping: IDs go from 0 to "
                    + LARGEST + ", and at least one is mapped");
        }
    }

    /** {@code INSIDE:OUTSIDE:COUNT}, as Podman writes it. */
    public static IdMapping parse(String text) {
        if (!text.matches("[0-9]{1,10}:[0-9]{1,10}:[0-9]{1,10}")) {
            throw new IllegalArgumentException("the ID mapping " + text
                    + " is not of the form INSIDE:OUTSIDE:COUNT, such as 0:100000:65536");
        }
        String[] parts = text.split(":");
        return new IdMapping(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    /** As the kernel reads it. */
    public String line() {
        return inside + " " + outside + " " + count;
    }
}
