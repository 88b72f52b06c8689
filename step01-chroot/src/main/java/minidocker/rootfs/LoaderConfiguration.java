package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * The folders that the machine's administrator has added to the loader's search.
 *
 * <p>glibc: /etc/ld.so.conf, a folder a line, {@code #} begins a comment, {@code include PATTERN...} takes in other files
 * (glob(7); relative to the including file). ldconfig(8) turns them into /etc/ld.so.cache, where the loader looks. Read here
 * is the source and not the cache: it is text, and never out of date.
 *
 * <p>musl: /etc/ld-musl-ARCH.path, folders separated by colons or newlines; it <em>replaces</em> the built-in ones.
 */
final class LoaderConfiguration {
    private final HostTree host;
    private final Set<Path> folders = new LinkedHashSet<>();
    private final Set<Path> read = new HashSet<>();

    private LoaderConfiguration(HostTree host) {
        this.host = host;
    }

    /** In the order in which they are to be searched; none when there is no such file. */
    static List<Path> glibc(HostTree host) {
        LoaderConfiguration configuration = new LoaderConfiguration(host);
        configuration.include(Path.of("/etc/ld.so.conf"));
        return List.copyOf(configuration.folders);
    }

    /** @param arch as it stands in the name of the loader, ld-musl-{@code x86_64}.so.1 */
    static List<Path> musl(HostTree host, String arch) {
        LoaderConfiguration configuration = new LoaderConfiguration(host);
        for (String line : configuration.lines(muslFile(arch))) {
            for (String folder : line.split(":")) {
                configuration.add(folder.strip());
            }
        }
        return configuration.folders.isEmpty()
                ? List.of(Path.of("/lib"), Path.of("/usr/local/lib"), Path.of("/usr/lib")) : List.copyOf(configuration.folders);
    }

    static Path muslFile(String arch) {
        return Path.of("/etc/ld-musl-" + arch + ".path");
    }

    private void include(Path file) {
        if (!read.add(file)) {
            return;
        }
        for (String line : lines(file)) {
            String text = line.replaceFirst("#.*", "").strip();
            String[] words = text.split("\\s+");
            if (words[0].equals("include")) {
                for (int i = 1; i < words.length; i++) {
                    matches(file.getParent().resolve(words[i])).forEach(this::include);
                }
            } else if (!words[0].equals("hwcap")) {
                // DIRECTORY=TYPE is a form from the time of libc5, which ldconfig still reads.
                add(text.replaceFirst("=.*", ""));
            }
        }
    }

    private void add(String folder) {
        if (folder.startsWith("/")) {
            try {
                folders.add(Path.of(folder));
            } catch (InvalidPathException notAPathOnThisMachine) {
                return;
            }
        }
    }

    private List<String> lines(Path file) {
        HostTree.Walk walk = host.walk(file);
        try {
            return walk.exists() ? Files.readAllLines(host.onDisk(walk.end())) : List.of();
        } catch (IOException notText) {
            // ldconfig goes on as well; whatever is missing in the end is named by the program that needs it.
            return List.of();
        }
    }

    /** Sorted by name, as glob(3) gives them. A name that begins with a dot is only matched by a pattern that does. */
    private List<Path> matches(Path pattern) {
        List<Path> found = List.of(Path.of("/"));
        for (Path step : pattern) {
            List<Path> next = new ArrayList<>();
            for (Path folder : found) {
                next.addAll(matches(folder, step.toString()));
            }
            found = next;
        }
        return found;
    }

    private List<Path> matches(Path folder, String pattern) {
        if (!pattern.matches(".*[*?\\[].*")) {
            return List.of(folder.resolve(pattern));
        }
        List<Path> matches = new ArrayList<>();
        // Java's globs know {a,b}, those of the shell do not.
        try (DirectoryStream<Path> names = Files.newDirectoryStream(host.onDisk(host.walk(folder).end()))) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replaceAll("([{}])", "\\\\$1"));
            for (Path name : names) {
                Path last = name.getFileName();
                if (matcher.matches(last) && (pattern.startsWith(".") || !last.toString().startsWith("."))) {
                    matches.add(folder.resolve(last));
                }
            }
        } catch (IOException | PatternSyntaxException nothingThere) {
            return List.of();
        }
        matches.sort(null);
        return matches;
    }
}
