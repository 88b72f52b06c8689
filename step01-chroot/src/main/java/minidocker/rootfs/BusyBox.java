package minidocker.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
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
    /** @return empty when the host has none that could run */
    static Optional<BusyBox> find(CommandSearch commands, ProgramFiles programs) {
        try {
            Path path = commands.find("busybox");
            return Optional.of(new BusyBox(path, programs.of(path, "a hundred tools in one file")));
        } catch (UserError none) {
            return Optional.empty();
        }
    }

    /**
     * The names that it answers to, by its own word (every build has others), as {@code busybox --list} tells; of one that cannot
     * be asked it is taken that it has the expected ones.
     */
    Set<String> applets(HostTree host) {
        try {
            Process process = new ProcessBuilder(host.onDisk(host.walk(path).end()).toString(), "--list")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                List<String> names = new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
                boolean told = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
                return new HashSet<>(told ? names : DefaultTools.EXPECTED);
            }
        } catch (IOException e) {
            return new HashSet<>(DefaultTools.EXPECTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HashSet<>(DefaultTools.EXPECTED);
        }
    }
}
