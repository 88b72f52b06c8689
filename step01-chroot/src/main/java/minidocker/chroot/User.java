package minidocker.chroot;

import java.util.List;

/**
 * Who a process is, by numbers.
 *
 * @param uid user ID
 * @param gid group ID
 * @param groups further ones it is in
 */
public record User(int uid, int gid, List<Integer> groups) {
    private static final long LARGEST = 4_294_967_294L;

    public User {
        groups = List.copyOf(groups);
    }

    /** In one group only. */
    public User(int uid, int gid) {
        this(uid, gid, List.of());
    }

    /**
     * {@code UID} or {@code UID:GID}; the group is 0 if none is given, as with Docker.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static User parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 2) {
            throw wrong(text);
        }
        return new User(id(parts[0], text), parts.length == 2 ? id(parts[1], text) : 0);
    }

    private static int id(String number, String text) {
        if (!number.matches("[0-9]{1,10}") || Long.parseLong(number) > LARGEST) {
            throw wrong(text);
        }
        return (int) Long.parseLong(number);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("the user " + text
                + " is not of the form UID or UID:GID, with numbers such as 1000:1000");
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
    }
}
