package minidocker.cli;

import java.nio.file.Path;
import java.util.Map;
import minidocker.syscall.Linux;

/**
 * Where mini-docker keeps its files. Root: /var/lib/mini-docker, and /run/mini-docker for what a reboot may take away. An
 * ordinary user: {@code $XDG_DATA_HOME/mini-docker} and {@code $XDG_RUNTIME_DIR/mini-docker}. {@code MINI_DOCKER_HOME} moves
 * both.
 *
 * @param data what stays
 * @param run what a reboot may take away
 */
public record Home(Path data, Path run) {

    /** Of this process. */
    public static Home current() {
        return of(System.getenv(), Linux.geteuid());
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
