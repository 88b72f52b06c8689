package minidocker.overlay;

import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;

import java.nio.file.Path;
import java.util.List;
import minidocker.chroot.UserNamespace;
import minidocker.cli.UserError;
import minidocker.layers.Tree;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * Removes what a container has left, or a layer. An ordinary user's container may have users from /etc/subuid, and a folder of one of those
 * is closed to who started it: then rm(1) does it as root of a user namespace with the same maps.
 */
public final class Removal {
    private Removal() {}

    /**
     * @param parent descriptor of the folder in which {@code name} is
     * @param path the same as an absolute path
     * @param maps of the container's user namespace, or null
     */
    public static void remove(int parent, String name, Path path, UserMaps maps) {
        try {
            Tree.remove(parent, name);
        } catch (SyscallException failure) {
            boolean others = (failure.is(Errno.EACCES) || failure.is(Errno.EPERM)) && maps != null && !maps.isOneId()
                    && Linux.geteuid() != 0;
            if (!others || !removedAsRootOf(maps, path)) {
                throw new UserError(path + " cannot be removed: " + failure.getMessage());
            }
        }
    }

    private static boolean removedAsRootOf(UserMaps maps, Path path) {
        SyscallProgram rm = UserNamespace.awaitMaps(SyscallProgram.inNewProcess("root of a user namespace",
                CloneFlag.CLONE_NEWUSER))
                .then(setresgid(0), "root's group").then(setresuid(0), "and root")
                .then(execve("/bin/rm", List.of("rm", "-rf", "--", path.toString()), List.of()),
                        "removes what belongs to the users of the map");
        try (Child child = Child.spawn(rm)) {
            maps.write(child.pid());
            child.open(UserNamespace.GATE);
            child.awaitExec();
            return child.waitFor().equals(new ExitStatus.Exited(0));
        }
    }
}
