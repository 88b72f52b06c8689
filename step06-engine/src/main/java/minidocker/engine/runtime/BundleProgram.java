package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.close;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.makeReadOnly;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.joinSessionKeyring;
import static minidocker.syscall.ProcessCalls.setdomainname;
import static minidocker.syscall.ProcessCalls.sethostname;
import static minidocker.syscall.ProcessCalls.setns;
import static minidocker.syscall.ProcessCalls.umask;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cgroups.CgroupPlacement;
import minidocker.chroot.Chroot;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.namespaces.ContainerProgram;
import minidocker.namespaces.Init;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.PseudoTerminal;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Call;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallProgram;

/** A bundle as a list of system calls, from clone3(2) to execve(2). Pure: it can be printed and asserted anywhere. */
final class BundleProgram {
    /** The second clone of a container that joins somebody's PID namespace: its result is the container's process. */
    static final String CONTAINER = "container";
    /** Of the calls that mask a path, or make it read-only: what failed there is judged by the parent. */
    static final String MASKED_FILE = "mask a file: ";
    static final String MASKED_FOLDER = "mask a folder: ";
    static final String READONLY_BIND = "mount onto itself: ";
    static final String READONLY = "read-only: ";

    private final String id;
    private final Spec spec;
    private final RootFilesystem rootfs;
    private final ContainerMounts mounts;
    private final Devices devices;
    private final ProcessProgram process;
    private final boolean init;
    private final Streams streams;
    private final Surroundings surroundings;

    /** @param spec with absolute sources of bind mounts */
    BundleProgram(String id, Spec spec, RootFilesystem rootfs, boolean init, Streams streams, Surroundings surroundings) {
        this.id = id;
        this.spec = spec;
        this.rootfs = rootfs;
        this.init = init;
        this.streams = streams;
        this.surroundings = surroundings;
        this.mounts = new ContainerMounts(rootfs, spec.mounts(), surroundings);
        this.devices = new Devices(spec.linux().devices(), mounts.hasOwnDev(), surroundings.inUserNamespace());
        this.process = new ProcessProgram(spec.process(), streams, surroundings);
    }

    ProcessProgram process() {
        return process;
    }

    // tag::bundle-program[]
    SyscallProgram program() {
        SyscallProgram program = Chroot.shed(CgroupPlacement.prepare(newProcess(), surroundings.groups()));
        program = ProcessProgram.outOfMemoryScore(program, spec.process().oomScoreAdj(), surroundings);
        program = program.then(joinSessionKeyring("_ses." + id).orGoOn(), "keys of ours are no keys of its")
                .then(umask(0), "the modes of what we make are the ones we say");
        program = mounts.attachAll(mounts.changeRoot(devices.open(program)));
        program = devices.make(program);
        if (mounts.hasOwnDev()) {
            program = Devices.links(program);
        }
        program = process.openTerminal(names(program));
        if (streams instanceof Streams.Console && mounts.hasOwnDev()) {
            program = PseudoTerminal.console(program);
        }
        program = finishRoot(parameters(program));
        if (init) {
            program = Init.inFront(program, SyscallProgram.inNewProcess(""));
        }
        return process.append(program);
    }
    // end::bundle-program[]

    /**
     * Namespaces that are there are joined, the others made; the cgroup namespace by {@link CgroupPlacement}, when the process is
     * in its group.
     */
    private SyscallProgram newProcess() {
        List<CloneFlag> made = new ArrayList<>();
        List<SpecNamespace> joined = new ArrayList<>();
        for (SpecNamespace namespace : spec.linux().namespaces()) {
            if (namespace.path() == null) {
                made.add(namespace.type().flag());
            } else {
                joined.add(namespace);
            }
        }
        boolean pid = joined.stream().anyMatch(namespace -> namespace.type() == Namespace.PID);
        String why = "a child that sees " + made.size() + " resources of its own";
        if (!pid) {
            return join(SyscallProgram.inNewProcess(why, made.toArray(new CloneFlag[0])), joined);
        }
        boolean ownGroups = made.remove(CloneFlag.CLONE_NEWCGROUP);
        made.add(CloneFlag.CLONE_PARENT);
        SyscallProgram first = ownGroups
                ? SyscallProgram.inNewProcess("a first process, which joins a PID namespace", CloneFlag.CLONE_NEWCGROUP)
                : SyscallProgram.inNewProcess("a first process, which joins a PID namespace");
        return join(first, joined).cloneAgain(CONTAINER, "joining a PID namespace moves nobody: only children are born into it",
                SyscallProgram.inNewProcess("").then(exitGroup(0), "the first process is done"), made.toArray(new CloneFlag[0]));
    }

    private static SyscallProgram join(SyscallProgram program, List<SpecNamespace> joined) {
        SyscallProgram longer = program;
        for (SpecNamespace namespace : joined) {
            longer = longer.then(setns(given(descriptor(namespace)), namespace.type().flag()),
                    "the " + namespace.type().file() + " namespace of somebody else");
        }
        return longer;
    }

    /** The name under which the program is given the open file of a namespace. */
    static String descriptor(SpecNamespace namespace) {
        return namespace.type().file() + "-namespace";
    }

    private boolean makes(Namespace type) {
        return spec.linux().namespace(type).filter(namespace -> namespace.path() == null).isPresent();
    }

    private SyscallProgram names(SyscallProgram program) {
        SyscallProgram longer = program;
        if (spec.hostname() != null && makes(Namespace.UTS)) {
            longer = longer.then(sethostname(spec.hostname()), "only this UTS namespace hears of it");
        }
        if (spec.domainname() != null && makes(Namespace.UTS)) {
            longer = longer.then(setdomainname(spec.domainname()), "nor of this");
        }
        return makes(Namespace.NETWORK) ? ContainerProgram.loopbackUp(longer) : longer;
    }

    private SyscallProgram parameters(SyscallProgram program) {
        SyscallProgram longer = program;
        for (Map.Entry<String, String> parameter : new TreeMap<>(spec.linux().sysctl()).entrySet()) {
            String file = "/proc/sys/" + path(parameter.getKey());
            String name = "sysctl " + parameter.getKey();
            longer = longer.then(openat(file, OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC).as(name)
                    .hint(Errno.ENOENT, "this kernel has no parameter " + parameter.getKey()), "a parameter of its namespaces")
                    .then(tolerated(parameter.getKey(), write(result(name), parameter.getValue()))
                            .hint(Errno.EINVAL, "the kernel does not take " + parameter.getValue() + " for "
                                    + parameter.getKey()),
                            "is set")
                    .then(close(result(name)), "for good");
        }
        return longer;
    }

    /** A user namespace need not have all the groups that this one speaks of. */
    private Call tolerated(String key, Call write) {
        return surroundings.inUserNamespace() && key.equals("net.ipv4.ping_group_range") ? write.orGoOn() : write;
    }

    /** As sysctl(8) reads a name: if a slash comes first, slashes part it, and dots are dots. */
    static String path(String key) {
        int dot = key.indexOf('.');
        int slash = key.indexOf('/');
        return slash >= 0 && (dot < 0 || slash < dot) ? key
                : key.chars().mapToObj(c -> c == '.' ? "/" : c == '/' ? "." : String.valueOf((char) c))
                        .collect(java.util.stream.Collectors.joining());
    }

    private SyscallProgram finishRoot(SyscallProgram program) {
        SyscallProgram longer = spec.process().cwd().equals("/") ? program
                : ContainerMounts.makeFolders(program, spec.process().cwd());
        for (String path : spec.linux().readonlyPaths()) {
            String why = "to be looked at only: writing there would change the host";
            longer = longer
                    .then(mount(path, path, null, null, MountFlag.MS_BIND, MountFlag.MS_REC).as(READONLY_BIND + path).orGoOn(), why)
                    .then(makeReadOnly(path).as(READONLY + path).orGoOn(), why);
        }
        for (String path : spec.linux().maskedPaths()) {
            String why = "it tells about the host, or acts on it: an empty file, or an empty folder, is put over it";
            longer = longer.then(mount("/dev/null", path, null, null, MountFlag.MS_BIND).as(MASKED_FILE + path).orGoOn(), why)
                    .then(mount("tmpfs", path, "tmpfs", null, MountFlag.MS_RDONLY).as(MASKED_FOLDER + path).orGoOn(), why);
        }
        String propagation = spec.linux().rootfsPropagation();
        if (propagation != null) {
            MountWords words = MountWords.of(List.of(propagation));
            if (words.propagation() != null) {
                MountFlag[] flags = words.deepPropagation() ? new MountFlag[] {words.propagation(), MountFlag.MS_REC}
                        : new MountFlag[] {words.propagation()};
                longer = longer.then(mount(null, "/", null, null, flags), "how its mounts hear of others");
            }
        }
        return spec.root().readonly()
                ? longer.then(makeReadOnly("/"), "nothing in the root filesystem can be changed; what is mounted in it can") : longer;
    }
}
