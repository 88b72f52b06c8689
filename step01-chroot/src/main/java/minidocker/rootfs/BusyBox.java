package minidocker.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import minidocker.rootfs.SharedObjects.Need;
import minidocker.cli.UserError;

/**
 * The host's BusyBox: one program that is a hundred tools, each under its own name.
 *
 * @param path  where it is
 * @param needs it and, if it is not static, its libraries
 */
record BusyBox(Path path, List<Need> needs) {
    /** What every build has that is worth the name; for one that cannot be asked. */
    private static final Set<String> USUAL = Set.of("[", "awk", "cat", "chmod", "chown", "chroot", "clear", "cp", "cut", "date", "dd", "df",
            "du", "echo", "env", "expr", "false", "find", "free", "grep", "gzip", "head", "hostname", "id", "ip", "kill", "less", "ln",
            "ls", "mkdir", "mknod", "mktemp", "more", "mount", "mv", "nc", "ping", "printf", "ps", "pwd", "readlink", "rm", "rmdir", "sed",
            "seq", "sh", "sleep", "sort", "stat", "stty", "tail", "tar", "tee", "test", "top", "touch", "tr", "true", "tty", "umount",
            "uname", "uniq", "uptime", "vi", "wc", "wget", "which", "whoami", "xargs");

    /** @return empty when the host has none that could run */
    static Optional<BusyBox> find(CommandSearch commands, ProgramFiles programs) {
        try {
            Path path = commands.find("busybox");
            return Optional.of(new BusyBox(path, programs.of(path, "a hundred tools in one file")));
        } catch (UserError none) {
            return Optional.empty();
        }
    }

    /** The names that it answers to, by its own word (every build has others), as {@code busybox --list} tells. */
    Set<String> applets(HostTree host) {
        try {
            Process process = new ProcessBuilder(host.onDisk(host.walk(path).end()).toString(), "--list")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                Set<String> names = Set.copyOf(new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().distinct().toList());
                return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 && !names.isEmpty() ? names : USUAL;
            }
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
