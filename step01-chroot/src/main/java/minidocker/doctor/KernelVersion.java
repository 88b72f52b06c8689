package minidocker.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two numbers of a kernel's version that tell what it can do: 6.1 of {@code 6.1.0-18-amd64}. */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern START = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?![0-9]).*", Pattern.DOTALL);

    /** @param release as {@code uname -r} and /proc/sys/kernel/osrelease have it; empty if it does not begin with two numbers */
    static Optional<KernelVersion> parse(String release) {
        Matcher start = START.matcher(release.strip());
        return start.matches()
                ? Optional.of(new KernelVersion(Integer.parseInt(start.group(1)), Integer.parseInt(start.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(KernelVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    boolean isBefore(KernelVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
