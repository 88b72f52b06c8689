package minidocker.engine.cli.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as text, where a slash or a dot at the end says something: {@code folder/.} is what is in it. */
final class PathNames {
    private PathNames() {}

    /**
     * Where a copy goes.
     *
     * @param path as it was written
     */
    record Found(String path, boolean exists, boolean isFolder) {
        static Found local(String path) {
            Path file = Path.of(path);
            return new Found(path, Files.exists(file), Files.isDirectory(file));
        }

        /** What does not exist and ends so can only be meant as a folder. */
        boolean saysFolder() {
            return path.endsWith("/") || base(path).equals(".");
        }
    }

    static Path local(String path) {
        return Path.of(path).toAbsolutePath();
    }

    /** Without {@code .}, {@code ..} and double slashes; a last {@code /.} stays. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..") && !names.isEmpty() && !names.peekLast().equals("..")) {
                names.removeLast();
            } else if (!name.equals("..") || !absolute) {
                names.addLast(name);
            }
        }
        String joined = (absolute ? "/" : "") + String.join("/", names);
        String cleaned = joined.isEmpty() ? "." : joined;
        boolean inside = path.endsWith("/.") || path.equals(".");
        return inside && !cleaned.equals(".") ? cleaned + (cleaned.endsWith("/") ? "." : "/.") : cleaned;
    }

    /** The last name; {@code .} for what is in a folder, {@code /} for the root. */
    static String base(String path) {
        String cleaned = clean(path);
        return cleaned.equals("/") ? "/" : cleaned.substring(cleaned.lastIndexOf('/') + 1);
    }

    /** All before the last name. */
    static String folder(String path) {
        String cleaned = clean(path);
        int slash = cleaned.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : cleaned.substring(0, slash);
    }
}
