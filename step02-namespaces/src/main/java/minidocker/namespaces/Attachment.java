package minidocker.namespaces;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is mounted into the root filesystem by the user's wish. */
public sealed interface Attachment permits Volume, Tmpfs {
    /** Where: absolute, in the container, without {@code .}, {@code ..} and doubled slashes, and not / itself. */
    String destination();

    /** How many folders deep: what is less deep is mounted first, or it would cover the rest. */
    default int depth() {
        return (int) destination().chars().filter(c -> c == '/').count();
    }

    /**
     * The path without {@code .}, {@code ..} and doubled slashes, by its text alone as Docker does it; {@code /} if nothing is
     * left.
     */
    static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
