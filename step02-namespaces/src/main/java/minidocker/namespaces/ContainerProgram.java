package minidocker.namespaces;

import static minidocker.syscall.FileCalls.close;
import static minidocker.syscall.FileCalls.ioctl;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.interfaceSocket;
import static minidocker.syscall.ProcessCalls.sethostname;
import static minidocker.syscall.ProcessCalls.setgroups;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.umask;
import static minidocker.syscall.ProcessCalls.unshare;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import minidocker.chroot.Chroot;
import minidocker.chroot.Execution;
import minidocker.chroot.UserNamespace;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.SyscallProgram;

/** A container as a list of system calls. */
public final class ContainerProgram {
    /** The second clone of a container that has clocks of its own: its result is the container's process. */
    static final String CONTAINER = "container";

    private static final String NO_ROOT = "the map leaves out 0, root, and a container is set up as root: add --uid-map 0:OUT:1";

    private static final long SIOCSIFFLAGS = 0x8914;

    private ContainerProgram() {}

    /** The whole program, to be run by {@link ContainerRun}. */
    public static SyscallProgram of(ContainerSpec spec) {
        SyscallProgram program = inside(spec);
        if (spec.terminal()) {
            program = PseudoTerminal.openFirst(program);
        }
        program = Capability.keepOnly(spec.capabilities(), spec.process().user(), program);
        if (spec.init()) {
            program = Init.inFront(program);
        }
        if (spec.terminal()) {
            program = PseudoTerminal.attach(program);
        }
        program = Capability.becomeUser(spec.capabilities(), spec.process(), !spec.has(Namespace.USER), program);
        return Execution.append(program, spec.process());
    }

    /** The first part: the process is in the container, with all its capabilities still. */
    public static SyscallProgram inside(ContainerSpec spec) {
        SyscallProgram program = Chroot.shed(newProcess(spec));
        if (spec.has(Namespace.CGROUP)) {
            program = program.then(unshare(CloneFlag.CLONE_NEWCGROUP),
                    "not made with the others: its root is the group that we are in by now");
        }
        program = program.then(umask(0), "the modes of what we make are the ones we say");
        program = spec.has(Namespace.MOUNT) ? new Mounts(spec).append(program)
                : becomeRoot(spec, Chroot.enter(program, spec.rootfs().path()));
        if (spec.hostname() != null) {
            program = program.then(sethostname(spec.hostname()), "only this UTS namespace hears of it");
        }
        if (spec.has(Namespace.NETWORK)) {
            program = loopbackUp(program);
        }
        return program.then(umask(022), "as a login would set it");
    }

    private static SyscallProgram newProcess(ContainerSpec spec) {
        List<CloneFlag> flags = new ArrayList<>();
        for (Namespace namespace : Namespace.values()) {
            if (spec.has(namespace) && namespace != Namespace.CGROUP) {
                flags.add(namespace.flag());
            }
        }
        if (spec.timeOffset() != 0) {
            return withOtherClocks(spec, flags);
        }
        String why = flags.isEmpty() ? "a process of its own, in all of our namespaces" : "a child that sees " + flags.size()
                + " resources of its own";
        return awaitMaps(spec, SyscallProgram.inNewProcess(why, flags.toArray(new CloneFlag[0])));
    }

    private static SyscallProgram awaitMaps(ContainerSpec spec, SyscallProgram program) {
        return spec.has(Namespace.USER) ? UserNamespace.awaitMaps(program) : program;
    }

    /**
     * Not earlier than it must be: so far the process may go wherever its maker may, and a root filesystem or volume may lie in a
     * folder of theirs alone.
     */
    static SyscallProgram becomeRoot(ContainerSpec spec, SyscallProgram program) {
        if (!spec.has(Namespace.USER)) {
            return program;
        }
        return program
                .then(setgroups(List.of()).orGoOn(),
                        "our groups mean nothing in there; where an ordinary user has mapped one group only, they stay")
                .then(setresgid(0).hint(Errno.EINVAL, NO_ROOT), "root's group, as the maps have it")
                .then(setresuid(0).hint(Errno.EINVAL, NO_ROOT), "and root: of this user namespace, not of the machine");
    }

    // tag::time-namespace[]
    /**
     * Clocks can be set only while nobody is in the time namespace: so a first process makes it and sets them, and a second one
     * is born into it.
     */
    private static SyscallProgram withOtherClocks(ContainerSpec spec, List<CloneFlag> flags) {
        boolean user = flags.remove(CloneFlag.CLONE_NEWUSER);
        flags.remove(CloneFlag.CLONE_NEWTIME);
        flags.add(CloneFlag.CLONE_PARENT);
        SyscallProgram first = user
                ? SyscallProgram.inNewProcess("a first process, only to set the clocks", CloneFlag.CLONE_NEWUSER)
                : SyscallProgram.inNewProcess("a first process, only to set the clocks");
        String offsets = "monotonic " + spec.timeOffset() + " 0\nboottime " + spec.timeOffset() + " 0\n";
        return awaitMaps(spec, first)
                .then(unshare(CloneFlag.CLONE_NEWTIME), "a time namespace, for the children of this process")
                .then(openat("/proc/self/timens_offsets", OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC).as("offsets"), "its clocks")
                .then(write(result("offsets"), offsets)
                        .hint(Errno.ERANGE,
                        "clocks cannot be set to before the machine's start, nor to more than 146 years after it"),
                        "are ahead by so many seconds")
                .cloneAgain(CONTAINER, "the container's process, a child of our parent as we are",
                        SyscallProgram.inNewProcess("").then(exitGroup(0), "the first process is done"),
                                flags.toArray(new CloneFlag[0]));
    }
    // end::time-namespace[]

    /** A new network namespace has one device, lo, and it is down; see netdevice(7). */
    public static SyscallProgram loopbackUp(SyscallProgram program) {
        final int nameSize = 16;
        final short up = 1;
        ByteBuffer request = ByteBuffer.allocate(40).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(nameSize, up);
        return program.then(interfaceSocket().as("socket"), "any socket will do to talk about devices")
                .then(ioctl(result("socket"), "SIOCSIFFLAGS", SIOCSIFFLAGS, new Bytes(request.array(), "{lo IFF_UP}")),
                        "127.0.0.1 answers in the container, too")
                .then(close(result("socket")), "it has done what it was for");
    }
}
