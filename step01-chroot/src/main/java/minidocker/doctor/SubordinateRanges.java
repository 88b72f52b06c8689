package minidocker.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * The user or group IDs that belong to users beside their own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/subuid.5.html">subuid(5)</a>
 */
record SubordinateRanges(List<Range> ranges) {
    /** Where shadow(3)'s tools begin to give out ranges: SUB_UID_MIN of login.defs(5). */
    private static final long LOWEST = 100_000;

    /** @param owner a login name, or a user ID in digits */
    record Range(String owner, long first, long count) {}

    /** @param text of /etc/subuid or /etc/subgid; lines that are no ranges are passed over, as newuidmap(1) does */
    static SubordinateRanges parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] fields = line.strip().split(":", -1);
            if (fields.length == 3 && !fields[0].isEmpty() && fields[1].matches("[0-9]{1,10}") && fields[2].matches("[0-9]{1,10}")
                    && Long.parseLong(fields[2]) > 0) {
                ranges.add(new Range(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2])));
            }
        }
        return new SubordinateRanges(List.copyOf(ranges));
    }

    List<Range> of(String name, long uid) {
        return ranges.stream().filter(range -> range.owner().equals(name) || range.owner().equals(Long.toString(uid))).toList();
    }

    /** How many IDs a user has. */
    long size(String name, long uid) {
        return of(name, uid).stream().mapToLong(Range::count).sum();
    }

    List<String> owners() {
        return ranges.stream().map(Range::owner).distinct().toList();
    }

    /** The first ID behind all that are given out. */
    long firstFree() {
        return ranges.stream().mapToLong(range -> range.first() + range.count()).reduce(LOWEST, Math::max);
    }
}
