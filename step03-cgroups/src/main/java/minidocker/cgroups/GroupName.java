package minidocker.cgroups;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * What a container's group is called: the folder's name is {@code 3f2a9c0b1d2e.web}, or {@code 3f2a9c0b1d2e} without a name.
 *
 * @param id letters and digits; Docker's short ids are twelve hexadecimal digits
 * @param name for people; letters, digits, {@code _}, {@code .} and {@code -}; may be empty
 */
public record GroupName(String id, String name) implements Comparable<GroupName> {
    private static final SecureRandom RANDOM = new SecureRandom();

    public GroupName {
        if (!id.matches("[a-zA-Z0-9]{1,64}")) {
            throw new IllegalArgumentException("\"" + id + "\" cannot be a container's id: ids are of letters and digits");
        }
        if (!name.matches("([a-zA-Z0-9][a-zA-Z0-9_.-]{0,127})?")) {
            throw new IllegalArgumentException("Invalid container name (" + name
                    + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
    }

    /** A new one with a random id. */
    public static GroupName random(String name) {
        return new GroupName(String.format(Locale.ROOT, "%012x", RANDOM.nextLong() & 0xffff_ffff_ffffL), name);
    }

    /** The name of a folder, read; nothing if it is none of ours. */
    static Optional<GroupName> parse(String folder) {
        int dot = folder.indexOf('.');
        try {
            return Optional.of(dot < 0 ? new GroupName(folder, "")
                    : new GroupName(folder.substring(0, dot), folder.substring(dot + 1)));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** True if a user may mean this one: the name, or the beginning of the id. */
    public boolean isMeantBy(String text) {
        return !text.isEmpty() && (text.equals(name) || id.startsWith(text));
    }

    @Override
    public int compareTo(GroupName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return name.isEmpty() ? id : id + "." + name;
    }
}
