package minidocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import minidocker.syscall.Linux;

/**
 * Where mini-docker keeps its files. Root: /var/lib/mini-docker, and /run/mini-docker for what a reboot may take away. An
 * ordinary user: {@code $XDG_DATA_HOME/mini-docker} and {@code $XDG_RUNTIME_DIR/mini-docker}, or if that is not set, or not the
 * user's, {@code /tmp/run-UID/mini-docker}. {@code MINI_DOCKER_HOME} moves both.
 *
 * @param data what stays
 * @param run what a reboot may take away
 */
public record Home(Path data, Path run) {

    /** Of this process. */
    public static Home current() {
        int uid = Linux.geteuid();
        Map<String, String> environment = System.getenv();
        return of(isOurs(environment.getOrDefault("XDG_RUNTIME_DIR", ""), uid) ? environment : without(environment), uid);
    }

    /** After su(1) it is still that of who was here before. */
    private static boolean isOurs(String folder, int uid) {
        try {
            return uid == 0 || folder.isEmpty() || (Integer) Files.getAttribute(Path.of(folder), "unix:uid") == uid;
        } catch (IOException | InvalidPathException hidden) {
            return false;
        }
    }

    private static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> fewer = new HashMap<>(environment);
        fewer.remove("XDG_RUNTIME_DIR");
        return fewer;
    }

    public static Home of(Map<String, String> environment, int uid) {
        String moved = environment.getOrDefault("MINI_DOCKER_HOME", "");
        if (!moved.isEmpty()) {
            Path home = Path.of(moved).toAbsolutePath();
            return new Home(home, home.resolve("run"));
        }
        if (uid == 0) {
            return new Home(Path.of("/var/lib/mini-docker"), Path.of("/run/mini-docker"));
        }
        Path userHome = Path.of(environment.getOrDefault("HOME", "/tmp"));
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        String run = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return new Home((data.isEmpty() ? userHome.resolve(".local/share") : Path.of(data)).resolve("mini-docker"),
                (run.isEmpty() ? Path.of("/tmp", "run-" + uid) : Path.of(run)).resolve("mini-docker"));
    }

    /** The root filesystem made from this machine's own programs. */
    public Path hostbox() {
        return data.resolve("hostbox");
    }
}
