package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine has that can be limited.
 *
 * @param cpus the processors that are online
 * @param nodes the memory nodes that are online
 */
public record Machine(CpuSet cpus, CpuSet nodes, MemorySize memory) {
    public static Machine current() {
        return new Machine(online("cpu", "0"), online("node", "0"), memory(Path.of("/proc/meminfo")));
    }

    /** A kernel without NUMA has no folder for nodes; then there is the node 0 alone. */
    private static CpuSet online(String what, String otherwise) {
        String text = ControlFile.read(Path.of("/sys/devices/system", what, "online"));
        return CpuSet.parse(text == null ? otherwise : text);
    }

    private static MemorySize memory(Path meminfo) {
        try {
            for (String line : Files.readAllLines(meminfo)) {
                if (line.startsWith("MemTotal:")) {
                    return new MemorySize(1024 * Long.parseLong(line.replaceAll("\\D", "")));
                }
            }
        } catch (IOException noProc) {
            throw new IllegalStateException(meminfo + " cannot be read: is /proc mounted? (" + noProc.getMessage() + ")", noProc);
        }
        return new MemorySize(0);
    }
}
