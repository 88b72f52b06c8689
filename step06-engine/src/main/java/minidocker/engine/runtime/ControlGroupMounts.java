package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.symlink;
import static minidocker.syscall.MountCalls.makeReadOnly;
import static minidocker.syscall.MountCalls.mount;

import minidocker.cgroups.Hierarchies;
import minidocker.cgroups.Hierarchy;
import minidocker.syscall.MountFlag;
import minidocker.syscall.SyscallProgram;

/**
 * The container's own control groups, as its cgroup namespace shows them: in v2 one tree, in v1 a folder with a tree for each
 * controller.
 */
final class ControlGroupMounts {
    private ControlGroupMounts() {}

    static SyscallProgram append(SyscallProgram program, String destination, MountWords words, Hierarchies hierarchies) {
        if (hierarchies.isUnified()) {
            return program.then(mount("cgroup", destination, "cgroup2", null, words.flagArray()),
                    "its control group, which looks like the topmost one from inside");
        }
        MountFlag[] writable = words.flags().stream().filter(flag -> flag != MountFlag.MS_RDONLY).toArray(MountFlag[]::new);
        SyscallProgram longer = program.then(mount("tmpfs", destination, "tmpfs", "mode=755", writable),
                "a place for the trees of cgroup v1");
        for (Hierarchy hierarchy : hierarchies.all()) {
            if (hierarchy == hierarchies.unified()) {
                continue;
            }
            String name = hierarchy.mount().getFileName().toString();
            String controllers = hierarchy.controllers().stream().map(controller -> controller.legacyName())
                    .sorted().reduce((a, b) -> a + "," + b).orElse("");
            longer = longer.then(mkdir(destination + "/" + name, 0755), "one tree for each controller")
                    .then(mount("cgroup", destination + "/" + name, "cgroup", controllers, words.flagArray()).orGoOn(),
                            "its control group, which looks like the topmost one from inside");
            for (String controller : controllers.split(",")) {
                if (!controller.equals(name)) {
                    longer = longer.then(symlink(name, destination + "/" + controller).orGoOn(), "names that programs expect");
                }
            }
        }
        return words.has(MountFlag.MS_RDONLY) ? longer.then(makeReadOnly(destination), "and nobody puts anything beside them")
                : longer;
    }
}
