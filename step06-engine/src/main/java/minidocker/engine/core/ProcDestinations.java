package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/**
 * What a user may mount on a container's /proc, by runc's rules: the kernel's answers there are what programs and the engine rely
 * on, also to confine somebody. Only files that lxcfs(1) emulates may be replaced, and all of /proc by another proc(5).
 */
final class ProcDestinations {
    private static final Path PROC = Path.of("/proc");
    private static final Set<String> EMULATED = Set.of("/proc/cpuinfo", "/proc/diskstats", "/proc/loadavg", "/proc/meminfo",
            "/proc/net/dev", "/proc/slabinfo", "/proc/stat", "/proc/swaps", "/proc/sys/crypto/fips_enabled",
            "/proc/sys/kernel/ns_last_pid", "/proc/uptime");

    private ProcDestinations() {}

    /** @throws Refusal BAD_PARAMETER, with runc's words for it */
    static void check(MountPoint point) {
        Path destination = Path.of(point.destination());
        if (!destination.startsWith(PROC) || EMULATED.contains(point.destination())) {
            return;
        }
        boolean all = destination.equals(PROC);
        if (!all || point.type() != MountPoint.Type.BIND || !isProc(point.source())) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid mount config for type \"" + point.type() + "\": \"" + destination
                    + "\" cannot be mounted because it is " + (all ? "not of type proc" : "inside /proc"));
        }
    }

    private static boolean isProc(String source) {
        try {
            return Files.getFileStore(Path.of(source)).type().equals("proc");
        } catch (IOException notThere) {
            return false;
        }
    }
}
