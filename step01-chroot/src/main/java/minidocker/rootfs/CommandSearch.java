package minidocker.rootfs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import minidocker.cli.UserError;

/**
 * From the word that a person types to the program that a shell would start.
 *
 * @param host    the tree in which is looked
 * @param folders PATH: where a name without a slash is looked for, first to last
 */
record CommandSearch(HostTree host, List<Path> folders) {
    /** The PATH of a program in a container, as Docker sets it; and where system tools lie on any Linux machine. */
    static final List<Path> STANDARD_PATH = folders("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    CommandSearch {
        folders = List.copyOf(folders);
    }

    /**
     * The folders of {@code path}, then those of {@link #STANDARD_PATH} that are not among them: an ordinary user's PATH may
     * lack the sbin folders, where ip(8) and others lie.
     *
     * @param path as in the environment; null when it is not set
     */
    static CommandSearch of(HostTree host, String path) {
        Set<Path> folders = new LinkedHashSet<>(path == null ? List.of() : folders(path));
        folders.addAll(STANDARD_PATH);
        return new CommandSearch(host, List.copyOf(folders));
    }

    private static List<Path> folders(String path) {
        // A relative folder, or an empty one which means ".", would make the result depend on where one stands.
        return Arrays.stream(path.split(":")).filter(folder -> folder.startsWith("/")).map(Path::of).toList();
    }

    /**
     * Where {@code command} is: a name is looked for in the folders, anything with a slash is a path, from the current folder
     * if it is relative.
     *
     * @throws UserError when there is no such program, or it cannot be executed
     */
    Path find(String command) {
        if (command.isBlank()) {
            throw new UserError("an empty word is no command: name a program");
        }
        try {
            return command.contains("/") ? path(command) : name(command);
        } catch (InvalidPathException e) {
            throw new UserError("'" + command + "' cannot be the name of a file: " + e.getReason());
        }
    }

    private Path path(String command) {
        // "./tool" without the dot. Two dots stay: after a link they do not lead back to where one came from.
        Path path = Path.of("/");
        for (Path name : Path.of(command).toAbsolutePath()) {
            path = name.toString().equals(".") ? path : path.resolve(name);
        }
        obstacle(path).ifPresent(why -> {
            throw new UserError(command + " " + why);
        });
        return path;
    }

    private Path name(String command) {
        List<String> obstacles = new ArrayList<>();
        for (Path folder : folders) {
            Path path = folder.resolve(command);
            Optional<String> obstacle = obstacle(path);
            if (obstacle.isEmpty()) {
                return path;
            }
            if (host.walk(path).exists()) {
                obstacles.add(path + " " + obstacle.get());
            }
        }
        if (!obstacles.isEmpty()) {
            throw new UserError(obstacles.get(0));
        }
        throw new UserError("no command '" + command + "' on this machine: install it, or give its path if it is not in PATH");
    }

    /** Why the program cannot be taken, as the rest of a sentence about it. */
    private Optional<String> obstacle(Path path) {
        HostTree.Walk walk = host.walk(path);
        Path file = host.onDisk(walk.end());
        if (!walk.exists()) {
            return Optional.of("does not exist (or may not be looked at)");
        } else if (Files.isDirectory(file)) {
            return Optional.of("is a directory, not a program");
        } else if (!Files.isRegularFile(file)) {
            return Optional.of("is a special file, not a program");
        } else if (!Files.isExecutable(file)) {
            return Optional.of("is not executable (chmod +x makes it so)");
        } else if (!Files.isReadable(file)) {
            return Optional.of("may be executed but not read, so it cannot be copied (try as root)");
        }
        return Optional.empty();
    }
}
