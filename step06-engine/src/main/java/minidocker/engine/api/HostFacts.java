package minidocker.engine.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What Linux tells about the machine, for {@code info} and {@code version}. */
final class HostFacts {
    private HostFacts() {}

    /** uname -r: {@code 6.1.0-18-amd64}. */
    static String kernelVersion() {
        return read("/proc/sys/kernel/osrelease").orElse("");
    }

    static String hostName() {
        return read("/proc/sys/kernel/hostname").orElse("");
    }

    /** uname -m, in Java's disguise: {@code x86_64}, {@code aarch64}. */
    static String architecture() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    /** @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a> */
    static Map<String, String> osRelease() {
        Map<String, String> fields = new LinkedHashMap<>();
        String text = read("/etc/os-release").or(() -> read("/usr/lib/os-release")).orElse("");
        for (String line : text.split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
            }
        }
        return fields;
    }

    /** The file system of a folder, in the kernel's name: {@code ext4}, {@code overlay}, {@code tmpfs}. */
    static String fileSystem(Path folder) {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException gone) {
            return "";
        }
    }

    static boolean isOne(String file) {
        return read(file).map("1"::equals).orElse(false);
    }

    static Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file), StandardCharsets.UTF_8).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** How many files this process has open. */
    static int openFiles() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        } catch (IOException noProc) {
            return 0;
        }
    }
}
