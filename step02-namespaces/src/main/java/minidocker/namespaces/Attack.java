package minidocker.namespaces;

import static minidocker.syscall.FileCalls.connectAbstract;
import static minidocker.syscall.FileCalls.mknodCharacter;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.unixSocket;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.kill;

import java.util.List;
import minidocker.chroot.Escape;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.SyscallProgram;

/**
 * A classic way out of a container, as a program: it is out when the last call before the exit succeeds.
 *
 * @param name for a table
 * @param tries what it tries, in words
 * @param heldBy what stands against it
 * @param calls run inside
 */
record Attack(String name, String tries, String heldBy, SyscallProgram calls) {
    /** What a successful attack may leave in a root filesystem that is not mounted over. */
    static final String DEVICE = "/dev/mini-docker-escape";

    private static final SyscallProgram NOTHING = SyscallProgram.inNewProcess("");

    /** Things of the host's that nobody in a container should reach. */
    record Host(String secretFile, int process, String abstractSocket) {}

    static List<Attack> all(Host host) {
        return List.of(
                new Attack("chroot", "leave the root by chroot and ..", "pivot_root: there is nothing above the root any more",
                        Escape.append(NOTHING, "/proc")
                                .then(openat(host.secretFile(), OpenFlag.O_PATH), "a file that only the host has")),
                new Attack("see", "look at a process of the host's in /proc", "the PID namespace: it has no number for it",
                        NOTHING.then(openat("/proc/" + host.process() + "/status"), "one of the host's processes")),
                new Attack("kill", "send a signal to a process of the host's", "the PID namespace: no number, no signal",
                        NOTHING.then(kill(new Int(host.process()), new Int(0)), "signal 0 asks only whether we could")),
                new Attack("remount", "remount the disk that the host's root is on",
                        "the capability CAP_SYS_ADMIN, which the container has not",
                        NOTHING.then(mount(null, "/", null, null, MountFlag.MS_REMOUNT),
                                "no new options: to be allowed to is bad enough")),
                new Attack("device", "make a device file, of the machine's memory",
                        "the capability CAP_MKNOD, which the container has not",
                        NOTHING.then(mknodCharacter(DEVICE, 0600, 1, 1),
                                "mem(4): all that the machine knows; of a disk it would work just so")),
                new Attack("socket", "talk to a service of the host's at an abstract unix socket",
                        "the network namespace: it has abstract names of its own",
                        NOTHING.then(unixSocket().as("unix socket"), "a socket")
                                .then(connectAbstract(result("unix socket"), host.abstractSocket()),
                                "no file, so no root directory hides it")));
    }

    /** Inside a container that is confined as its program would be. */
    SyscallProgram against(ContainerSpec spec) {
        return Capability.keepOnly(spec.capabilities(), null, ContainerProgram.inside(spec)).then(calls).then(exitGroup(0), "out");
    }
}
