package minidocker.cgroups;

import java.util.List;
import java.util.Map;

/** Limits for a reader: which value goes into which file, and why. */
final class LimitTable {
    private LimitTable() {}

    /**
     * @param folders of the group, which need not be there
     */
    static String of(GroupFolders folders, Limits limits) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Hierarchy, java.nio.file.Path> one : folders.byHierarchy().entrySet()) {
            List<Write> writes = one.getKey().writes(limits);
            if (!writes.isEmpty()) {
                text.append("in ").append(one.getValue()).append('\n');
                int width = writes.stream().mapToInt(write -> write.toString().length()).max().orElse(0);
                writes.forEach(write -> text.append("  ").append(String.format("%-" + width + "s  # %s%n", write, write.why())));
            }
        }
        if (limits.devices() != null && folders.legacy(Controller.DEVICES) == null) {
            text.append("bpf(2) BPF_PROG_LOAD and BPF_PROG_ATTACH to ").append(folders.first())
                    .append(": which devices may be used\n");
            text.append(DeviceProgram.of(limits.devices()).listing());
        }
        return text.toString();
    }
}
