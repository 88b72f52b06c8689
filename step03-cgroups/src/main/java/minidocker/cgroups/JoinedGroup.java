package minidocker.cgroups;

import java.util.Map;
import minidocker.namespaces.ContainerRun;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallProgram;

/**
 * A group that somebody else holds, for a process that is to be in it from its first call on. It is entered before the
 * namespaces are: afterwards, in the container's cgroup namespace and with its mounts, the way to it would be gone.
 */
final class JoinedGroup implements ContainerRun.Addition, AutoCloseable {
    private final int folder;
    private final CgroupPlacement placement;

    JoinedGroup(GroupFolders group) {
        // Without a lock: the group is to go when its holder dies.
        folder = Linux.openat(Linux.AT_FDCWD, group.first().toString(), 0, OpenFlag.O_DIRECTORY);
        placement = new CgroupPlacement(group, folder);
    }

    @Override
    public SyscallProgram prepare(SyscallProgram program) {
        return placement.prepare(program);
    }

    @Override
    public Map<String, Integer> given() {
        return placement.given();
    }

    @Override
    public void whileItWaits(Child child) {
        placement.handedOver();
    }

    @Override
    public void close() {
        placement.close();
        Linux.close(folder);
    }
}
