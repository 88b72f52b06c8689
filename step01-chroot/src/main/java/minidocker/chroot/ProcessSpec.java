package minidocker.chroot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The process that a container is to run.
 *
 * @param arguments the command and its arguments, at least one
 * @param environment {@code KEY=value}, each key once
 * @param workingDirectory absolute, within the root filesystem
 * @param user null for whoever we are
 */
public record ProcessSpec(List<String> arguments, List<String> environment, String workingDirectory, User user) {
    /** Docker's, where an image says nothing. */
    public static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public ProcessSpec {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("there is no command to run");
        }
        if (arguments.get(0).isEmpty()) {
            throw new IllegalArgumentException("the command is empty: name a program, such as sh");
        }
        if (!workingDirectory.startsWith("/")) {
            throw new IllegalArgumentException(
                    "the working directory " + workingDirectory
                            + " is relative: give it as a path from /, within the root filesystem");
        }
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }

    /**
     * The environment of a new process: a PATH, a HOME, the terminal's kind if there is one, and what the user asked for.
     *
     * @param wanted {@code KEY=value}, or {@code KEY} alone for the value it has in {@code ours}; a key without a value there is
     *     left out
     */
    public static List<String> environment(List<String> wanted, Map<String, String> ours) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", DEFAULT_PATH);
        environment.put("HOME", "/root");
        if (ours.containsKey("TERM")) {
            environment.put("TERM", ours.get("TERM"));
        }
        for (String entry : wanted) {
            int equals = entry.indexOf('=');
            if (equals == 0 || entry.isEmpty()) {
                throw new IllegalArgumentException("the environment variable \"" + entry + "\" has no name: write -e NAME=value");
            }
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            } else if (ours.containsKey(entry)) {
                environment.put(entry, ours.get(entry));
            }
        }
        List<String> list = new ArrayList<>();
        environment.forEach((key, value) -> list.add(key + "=" + value));
        return list;
    }

    /** The value of PATH, by which a command without a slash is looked up. */
    public String path() {
        for (String entry : environment) {
            if (entry.startsWith("PATH=")) {
                return entry.substring("PATH=".length());
            }
        }
        return DEFAULT_PATH;
    }
}
