package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.change;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountCalls.moveMount;
import static minidocker.syscall.MountCalls.openTree;
import static minidocker.syscall.MountCalls.pivotRoot;
import static minidocker.syscall.MountCalls.umount2;
import static minidocker.syscall.MountFlag.MS_REC;
import static minidocker.syscall.MountFlag.MS_SLAVE;
import static minidocker.syscall.ProcessCalls.given;

import java.util.ArrayList;
import java.util.List;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.namespaces.Attachment;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Errno;
import minidocker.syscall.MountCalls.MountChange;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.UmountFlag;

/**
 * The list of mounts of a {@code config.json} as calls, in the order that step 2 has for its own: what comes from the host is
 * opened while the host's paths still mean the host's files, then the root is changed, then the old root goes, and only then is
 * anything looked up in the new one. No link in an image leads anywhere but into the container.
 */
final class ContainerMounts {
    private static final String NEW_FOLDERS = "mount points that the root filesystem may lack; most are there";
    private static final String SAME_KIND = "a file can be mounted onto a file only, and a folder onto a folder";
    private static final String NO_PLACE = "the container has no such place, and it could not be made";

    /** A mount, and what is known about it before anything runs. */
    private record Planned(SpecMount mount, MountWords words, String descriptor, boolean isFile) {
        /** It is there already, and a copy of it is attached. */
        boolean isBind() {
            return mount.isBind() || isGiven();
        }

        /** Its copy was made before. */
        boolean isGiven() {
            return HostMount.isOne(mount);
        }

        /** The copy of the mount that is attached in the end. */
        Operand tree() {
            return isGiven() ? given(descriptor) : result(descriptor);
        }
    }

    private final List<Planned> planned = new ArrayList<>();
    private final RootFilesystem rootfs;
    private final Surroundings surroundings;
    private final boolean inUserNamespace;

    /** @param mounts with absolute sources where they are bind mounts */
    ContainerMounts(RootFilesystem rootfs, List<SpecMount> mounts, Surroundings surroundings) {
        this.rootfs = rootfs;
        this.surroundings = surroundings;
        this.inUserNamespace = surroundings.inUserNamespace();
        for (SpecMount mount : mounts) {
            boolean isFile = mount.isBind() && (HostMount.subpath(mount).isEmpty() ? surroundings.isFile(mount.source())
                    : HostMount.isFile(mount));
            planned.add(new Planned(mount, MountWords.of(mount.options()), descriptor(planned.size()), isFile));
        }
    }

    /** By which the program knows the copy of the mount that stands there in the list. */
    static String descriptor(int index) {
        return "mount " + (index + 1);
    }

    /** As far as the new root, with the old one gone. */
    SyscallProgram changeRoot(SyscallProgram program) {
        SyscallProgram longer = cut(openBinds(program));
        longer = rootfs.mounted(rootfs.reached(longer)).then(pivotRoot(".", "."),
                "the new root on top, the old one under the same name: no folder for it is needed");
        // In a user namespace these two may be mounted only in sight of the host's own.
        for (Planned one : planned) {
            if (inUserNamespace && isOfTheKernel(one)) {
                longer = attach(longer, one);
            }
        }
        return longer
                .then(umount2(".", UmountFlag.MNT_DETACH),
                        "and the old root is gone, with all of the host's mounts: not hidden as by chroot, but out of reach")
                .then(chdir("/"), "the working directory was in between");
    }

    /** For a look from outside: everything mounted where we are, with the new root for our own, and the old one out of the way. */
    SyscallProgram inChroot(SyscallProgram program) {
        SyscallProgram longer = cut(openBinds(program));
        longer = rootfs.mounted(rootfs.reached(longer))
                .then(chroot("."), "whatever link lies where something is mounted leads nowhere else")
                .then(chdir("/"), "and we are in there");
        for (Planned one : planned) {
            longer = attach(longer, one);
        }
        return longer;
    }

    /** Everything that the list says. */
    SyscallProgram attachAll(SyscallProgram program) {
        SyscallProgram longer = program;
        for (Planned one : planned) {
            if (!inUserNamespace || !isOfTheKernel(one)) {
                longer = attach(longer, one);
            }
        }
        return longer;
    }

    private static boolean isOfTheKernel(Planned one) {
        String type = one.mount().type();
        return ("proc".equals(type) || "sysfs".equals(type)) && !one.isBind();
    }

    /** True if /dev is a new and empty folder, which is to be furnished. */
    boolean hasOwnDev() {
        return planned.stream().anyMatch(one -> one.mount().destination().equals("/dev") && !one.isBind());
    }

    boolean has(String destination) {
        return planned.stream().anyMatch(one -> Attachment.clean(one.mount().destination()).equals(destination));
    }

    private SyscallProgram cut(SyscallProgram program) {
        return program.then(mount(null, "/", null, null, MS_REC, MS_SLAVE)
                .hint(Errno.EINVAL,
                        "our own / is no mount point: we are in a chroot, where no container of this kind can be made"),
                "from here on no mount of ours reaches the host");
    }

    /**
     * Before {@link #cut}: a copy of a mount is in the same group of peers as the mount, which is what {@code shared} asks for;
     * whoever asks for less leaves the group here.
     */
    private SyscallProgram openBinds(SyscallProgram program) {
        SyscallProgram longer = program;
        for (Planned one : planned) {
            if (!one.isBind()) {
                continue;
            }
            if (!one.isGiven()) {
                longer = longer.then(openTree(one.mount().source(), one.words().recursiveBind()).as(one.descriptor())
                        .hint(Errno.ENOENT, "it has gone in the meantime"),
                        "taken along as an open descriptor: where it will be mounted, the host's paths are gone");
            }
            longer = openedAs(longer, one);
        }
        return longer;
    }

    private static SyscallProgram openedAs(SyscallProgram program, Planned one) {
        MountWords words = one.words();
        MountFlag propagation = words.propagation() == null ? MountFlag.MS_PRIVATE : words.propagation();
        boolean deep = words.propagation() == null || words.deepPropagation();
        SyscallProgram longer = program.then(change(one.tree(), new MountChange(0, 0, propagation, deep)),
                switch (propagation) {
                    case MS_SHARED -> "what is mounted below it later is seen on both sides";
                    case MS_SLAVE -> "what the host mounts below it later is seen in the container, and not the other way round";
                    default -> "what is mounted below it later stays on its side";
                });
        MountChange asked = words.change();
        if (asked.set() == 0 && asked.clear() == 0) {
            return longer;
        }
        return longer.then(change(one.tree(), asked), words.has(MountFlag.MS_RDONLY)
                ? "read-only in the container; the host may go on writing" : "as its options say");
    }

    private SyscallProgram attach(SyscallProgram program, Planned one) {
        String destination = Attachment.clean(one.mount().destination());
        if (one.isBind()) {
            SyscallProgram longer = one.isFile()
                    ? makeFolders(program, parent(destination)).then(openat(destination, 0644, OpenFlag.O_CREAT, OpenFlag.O_NONBLOCK,
                            OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC).orGoOn(),
                            "a file is mounted onto a file, which need not be there, nor where a link in its place leads")
                    : makeFolders(program, destination);
            return longer.then(moveMount(one.tree(), destination).hint(Errno.EINVAL, SAME_KIND)
                    .hint(Errno.ENOTDIR, SAME_KIND).hint(Errno.ENOENT, NO_PLACE),
                    "looked up from the new root: no link in the image leads out of it");
        }
        SyscallProgram longer = makeFolders(program, destination);
        String type = one.mount().type();
        if ("cgroup".equals(type)) {
            return ControlGroupMounts.append(longer, destination, one.words(), surroundings.hierarchies());
        }
        String source = one.mount().source() == null ? type : one.mount().source();
        longer = longer.then(mount(source, destination, type, data(type, one.words().data()), one.words().flagArray())
                .hint(Errno.ENOENT, NO_PLACE)
                .hint(Errno.ENODEV, "this kernel has no filesystem " + type), why(type));
        MountFlag propagation = one.words().propagation();
        if (propagation == null) {
            return longer;
        }
        MountFlag[] flags = one.words().deepPropagation() ? new MountFlag[] {propagation, MS_REC} : new MountFlag[] {propagation};
        return longer.then(mount(null, destination, null, null, flags), "how it hears of other mounts");
    }

    /** Group 5 owns terminals; a user namespace of few IDs may not have it. */
    private String data(String type, String data) {
        boolean without = "devpts".equals(type) && data != null && !surroundings.hasTtyGroup();
        return without ? data.replaceFirst(",?gid=5", "") : data;
    }

    private static String why(String type) {
        return switch (type) {
            case "proc" -> "/proc shows the processes of the PID namespace that it is mounted in";
            case "sysfs" -> "the kernel's objects";
            case "devpts" -> "terminals of its own, counted from 0";
            case "mqueue" -> "message queues of the IPC namespace, mq_overview(7)";
            case "tmpfs" -> "a folder in memory, gone with the container";
            default -> "a filesystem that the container asks for";
        };
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }

    /** The folder and all above it, as far as they are missing. */
    static SyscallProgram makeFolders(SyscallProgram program, String path) {
        SyscallProgram longer = program;
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            longer = longer.then(mkdir(path.substring(0, slash), 0755).orGoOn(), NEW_FOLDERS);
        }
        return path.isEmpty() || path.equals("/") ? longer : longer.then(mkdir(path, 0755).orGoOn(), NEW_FOLDERS);
    }
}
