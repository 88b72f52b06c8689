package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.fchown;
import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.capset;
import static minidocker.syscall.ProcessCalls.dropFromBoundingSet;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.keepCapabilities;
import static minidocker.syscall.ProcessCalls.raiseAmbient;
import static minidocker.syscall.ProcessCalls.setNoNewPrivileges;
import static minidocker.syscall.ProcessCalls.setResourceLimit;
import static minidocker.syscall.ProcessCalls.setgroups;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.setsid;
import static minidocker.syscall.ProcessCalls.umask;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import minidocker.chroot.Execution;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.engine.runtime.spec.CapabilitySets;
import minidocker.engine.runtime.spec.Rlimit;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.namespaces.Capability;
import minidocker.namespaces.PseudoTerminal;
import minidocker.syscall.Call;
import minidocker.syscall.Errno;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProcessCalls.CapabilityBits;
import minidocker.syscall.SyscallProgram;

/** What a process is when its program starts, the first one or a later one: its streams, limits, capabilities, user and folder. */
final class ProcessProgram {
    static final String STDIN = "stdin";
    static final String STDOUT = "stdout";
    static final String STDERR = "stderr";
    /** The gate between created and started. */
    static final String START = "start";

    private final SpecProcess process;
    private final Streams streams;
    private final Surroundings surroundings;

    ProcessProgram(SpecProcess process, Streams streams, Surroundings surroundings) {
        this.process = process;
        this.streams = streams;
        this.surroundings = surroundings;
    }

    /** The earliest part: of the host's /proc. */
    static SyscallProgram outOfMemoryScore(SyscallProgram program, Integer score, Surroundings surroundings) {
        if (score == null || surroundings.inUserNamespace() && score <= 0) {
            return program;
        }
        return program.then(openat("/proc/self/oom_score_adj", OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC).as("oom-score"),
                "when the machine runs out of memory, ...")
                .then(write(result("oom-score"), Integer.toString(score))
                        .hint(Errno.EACCES, "less than our own takes CAP_SYS_RESOURCE, which we do not have"),
                        "... whom the kernel kills first");
    }

    /** In the container, with its /dev mounted. */
    SyscallProgram openTerminal(SyscallProgram program) {
        return streams instanceof Streams.Console console ? PseudoTerminal.open(program, console.columns(), console.rows())
                : program;
    }

    /** From here to the end. */
    SyscallProgram append(SyscallProgram program) {
        SyscallProgram longer = connect(program);
        for (Rlimit limit : process.rlimits()) {
            longer = longer.then(setResourceLimit(limit.type(), limit.number(), limit.soft(), limit.hard())
                    .hint(Errno.EPERM, "a hard limit above our own takes CAP_SYS_RESOURCE, which we do not have"),
                    "what this one process may use");
        }
        longer = longer.then(umask(process.user().umask() == null ? 022 : process.user().umask()), "modes of files that it makes");
        if (!process.cwd().equals("/")) {
            longer = longer.then(chdir(process.cwd()).hint(Errno.ENOTDIR, "the working directory must be a folder"),
                    "where the program starts");
        }
        longer = longer.reportReady("all is set up: what is left to do needs nobody's answer")
                .waitForParent(START, "created, and not started yet");
        longer = become(longer);
        return Execution.append(longer, execution());
    }

    /** For {@link Execution} and its explanations. */
    ProcessSpec execution() {
        return new ProcessSpec(process.args(), process.env(), process.cwd(),
                new User(process.user().uid(), process.user().gid(), process.user().additionalGids()));
    }

    private SyscallProgram connect(SyscallProgram program) {
        SyscallProgram longer;
        if (streams instanceof Streams.Console) {
            longer = PseudoTerminal.attach(program);
        } else {
            longer = program.then(setsid(), "a session of its own: no terminal of ours is its terminal")
                    .then(dup3(given(STDIN), 0), "standard input ...")
                    .then(dup3(given(STDOUT), 1), "... output ...")
                    .then(dup3(given(STDERR), 2), "... and error");
        }
        if (process.user().uid() == 0) {
            return longer;
        }
        for (int stream = 0; stream < 3; stream++) {
            longer = longer.then(fchown(fd(stream), process.user().uid(), -1).orGoOn(),
                    "its owner may open it again, by the name /dev/stdout");
        }
        return longer;
    }

    private SyscallProgram become(SyscallProgram program) {
        SpecUser user = process.user();
        CapabilitySets sets = process.capabilities();
        SyscallProgram longer = program;
        if (sets != null) {
            longer = dropOthers(longer, sets.bounding());
            if (user.uid() != 0) {
                longer = longer.then(keepCapabilities(), "who stops being root loses all capabilities, unless he says so before");
            }
        }
        String unmapped = "the user namespace has no such ID: more in /etc/subuid and /etc/subgid help";
        TreeSet<Integer> groups = new TreeSet<>(user.additionalGids());
        Call leave = setgroups(java.util.List.copyOf(groups)).hint(Errno.EINVAL, unmapped);
        longer = longer.then(surroundings.mayLeaveGroups() ? leave : leave.orGoOn(), "no rights by way of a group we are in")
                .then(setresgid(user.gid()).hint(Errno.EINVAL, unmapped),
                        "the group first: as another user we could not change it any more")
                .then(setresuid(user.uid()).hint(Errno.EINVAL, unmapped),
                        "now it is user " + Integer.toUnsignedString(user.uid()));
        if (sets != null) {
            longer = longer.then(capset(bits(sets.effective()), bits(sets.permitted()), bits(sets.inheritable())),
                    "root's power comes in pieces, and these are left");
            for (Capability capability : sets.ambient()) {
                if (surroundings.has(capability)) {
                    longer = longer.then(raiseAmbient(capability.name(), capability.ordinal()).orGoOn(),
                            "any program it executes has this one");
                }
            }
        }
        return process.noNewPrivileges()
                ? longer.then(setNoNewPrivileges(), "no set-user-ID program gives it more than it has") : longer;
    }

    private static SyscallProgram dropOthers(SyscallProgram program, Set<Capability> kept) {
        SyscallProgram longer = program;
        for (Capability capability : Capability.values()) {
            if (!kept.contains(capability)) {
                // EINVAL: a kernel that does not know the newest ones need not drop them.
                longer = longer.then(dropFromBoundingSet(capability.name(), capability.ordinal()).orGoOn(),
                        "root of the container is not root of the machine: what reaches beyond the namespaces is gone for good");
            }
        }
        return longer;
    }

    /** Nobody can give what he does not have: root in a container that is one itself does not have all. */
    private CapabilityBits bits(Set<Capability> wanted) {
        Set<Capability> set = wanted.stream().filter(surroundings::has).collect(Collectors.toCollection(TreeSet::new));
        long bits = set.stream().mapToLong(capability -> 1L << capability.ordinal()).reduce(0, (a, b) -> a | b);
        return new CapabilityBits(bits, set.isEmpty() ? "none" : set.size() == Capability.values().length ? "all"
                : set.stream().map(Enum::name).collect(Collectors.joining("|")));
    }
}
