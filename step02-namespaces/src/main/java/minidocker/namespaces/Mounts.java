package minidocker.namespaces;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.createFile;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.mknodCharacter;
import static minidocker.syscall.FileCalls.symlink;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.makeReadOnly;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountCalls.moveMount;
import static minidocker.syscall.MountCalls.openTree;
import static minidocker.syscall.MountCalls.pivotRoot;
import static minidocker.syscall.MountCalls.umount2;
import static minidocker.syscall.MountFlag.MS_NODEV;
import static minidocker.syscall.MountFlag.MS_NOEXEC;
import static minidocker.syscall.MountFlag.MS_NOSUID;
import static minidocker.syscall.MountFlag.MS_RDONLY;
import static minidocker.syscall.MountFlag.MS_REC;
import static minidocker.syscall.MountFlag.MS_SLAVE;
import static minidocker.syscall.MountFlag.MS_STRICTATIME;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import minidocker.syscall.Errno;
import minidocker.syscall.MountFlag;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.UmountFlag;

/**
 * What a container sees as its files: the root is changed with pivot_root(2), and everything else is mounted into the new one.
 */
final class Mounts {
    private static final String NEW_FOLDERS = "mount points that the root filesystem may lack; most are there";

    private static final String NO_FOLDER = "the root filesystem has no such folder, and none could be made in it: it cannot be written to";
    private static final String SAME_KIND = "a file can be mounted onto a file only, and a folder onto a folder";
    private static final String NO_PLACE = "the container has no such place, and it could not be made";

    private record Device(String name, int major, int minor) {}

    /** The devices every program may count on, see null(4), random(4), tty(4). */
    private static final List<Device> DEVICES = List.of(new Device("null", 1, 3), new Device("zero", 1, 5),
            new Device("full", 1, 7), new Device("random", 1, 8),
            new Device("urandom", 1, 9), new Device("tty", 5, 0));

    private final ContainerSpec spec;
    /**
     * In a user namespace some things may not be made and must come from the host: devices, and what belongs to a namespace that
     * is shared.
     */
    private final boolean inUserNamespace;

    Mounts(ContainerSpec spec) {
        this.spec = spec;
        this.inUserNamespace = spec.withinUserNamespace();
    }

    SyscallProgram append(SyscallProgram program) {
        return attach(dev(leaveOldRoot(sys(proc(pivot(newRoot(openVolumes(cut(program)))))))));
    }

    // tag::cut[]
    /**
     * systemd makes all mounts shared: what is mounted in one mount namespace appears in every copy of it. Slaves hear of the
     * host's mounts and tell nothing back. runc takes slaves as well; crun makes them private, which cuts both ways, but then a
     * disk that the host unmounts while we are starting stays busy, because we still hold a copy.
     */
    private static SyscallProgram cut(SyscallProgram program) {
        return program.then(mount(null, "/", null, null, MS_REC, MS_SLAVE)
                .hint(Errno.EINVAL,
                        "our own / is no mount point: we are in a chroot, where no container of this kind can be made"),
                        "from here on no mount of ours reaches the host");
    }
    // end::cut[]

    /** Before the root is changed, while the host's paths still mean the host's files. */
    private SyscallProgram openVolumes(SyscallProgram program) {
        SyscallProgram longer = program;
        for (Volume volume : spec.volumes()) {
            longer = longer.then(openTree(volume.source()).as(descriptor(volume)),
                    "taken along as an open descriptor: where it will be mounted, the host's paths are gone");
            if (volume.readOnly()) {
                longer = longer.then(makeReadOnly(result(descriptor(volume))),
                        "read-only in the container; the host may go on writing");
            }
        }
        if (procFromHost()) {
            longer = longer.then(openTree("/proc").as("proc"),
                    "the PID namespace is the host's, and only its owner may mount a /proc of it");
        }
        if (sysFromHost()) {
            longer = longer.then(openTree("/sys").as("sys"),
                    "the network is the host's, and only its owner may mount a /sys of it");
        }
        if (inUserNamespace) {
            for (Device device : DEVICES) {
                longer = longer.then(openTree("/dev/" + device.name()).as(device.name()),
                        "nobody in a user namespace may make devices: the host's are taken along");
            }
        }
        return longer;
    }

    private boolean procFromHost() {
        return inUserNamespace && !spec.has(Namespace.PID);
    }

    private boolean sysFromHost() {
        return inUserNamespace && !spec.has(Namespace.NETWORK);
    }

    // tag::pivot-root[]
    private SyscallProgram newRoot(SyscallProgram program) {
        return spec.rootfs().mounted(ContainerProgram.becomeRoot(spec, spec.rootfs().reached(program)));
    }

    private static SyscallProgram pivot(SyscallProgram program) {
        return program
                .then(pivotRoot(".", "."), "the new root on top, the old one under the same name: no folder for it is needed");
    }

    /**
     * Before any path of the root filesystem is followed further than /proc and /sys: as long as the old root lies on top,
     * {@code /..} is the host's root, and a link in an image such as {@code data -> ../../etc} leads there. Those two come first
     * because in a user namespace they may be mounted only in sight of the host's own.
     */
    private static SyscallProgram leaveOldRoot(SyscallProgram program) {
        return program
                .then(umount2(".", UmountFlag.MNT_DETACH),
                        "and the old root is gone, with all of the host's mounts: not hidden as by chroot, but out of reach")
                .then(chdir("/"), "the working directory was in between");
    }
    // end::pivot-root[]

    private SyscallProgram proc(SyscallProgram program) {
        SyscallProgram longer = program.then(mkdir("/proc", 0555).orGoOn(), NEW_FOLDERS);
        if (procFromHost()) {
            return longer.then(moveMount(result("proc"), "/proc"), "/proc shows the host's processes");
        }
        return longer.then(mount("proc", "/proc", "proc", null, MS_NOSUID, MS_NODEV, MS_NOEXEC)
                .hint(Errno.ENOENT, NO_FOLDER).hint(Errno.EPERM, "in a user namespace, a /proc can be mounted only where the host's own is whole: not in a container that hides parts of it"),
                "/proc shows the processes of the PID namespace that it is mounted in");
    }

    private SyscallProgram sys(SyscallProgram program) {
        SyscallProgram longer = program.then(mkdir("/sys", 0555).orGoOn(), NEW_FOLDERS);
        if (sysFromHost()) {
            return longer.then(makeReadOnly(result("sys")).orGoOn(), "the host's /sys, not to be written")
                    .then(moveMount(result("sys"), "/sys"), "at its usual place");
        }
        return longer.then(mount("sysfs", "/sys", "sysfs", null, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_RDONLY)
                .hint(Errno.ENOENT, NO_FOLDER),
                "the kernel's objects, to look at only: writing would change the host");
    }

    private SyscallProgram dev(SyscallProgram program) {
        SyscallProgram longer = program.then(mkdir("/dev", 0755).orGoOn(), NEW_FOLDERS)
                .then(mount("tmpfs", "/dev", "tmpfs", "mode=755,size=65536k", MS_NOSUID, MS_STRICTATIME)
                        .hint(Errno.ENOENT, NO_FOLDER),
                        "an empty folder for devices: the host's disks are not among them");
        for (Device device : DEVICES) {
            String path = "/dev/" + device.name();
            longer = inUserNamespace
                    ? longer.then(createFile(path, 0666), "a file to mount the device onto")
                            .then(moveMount(result(device.name()), path), "the host's " + device.name())
                    : longer.then(mknodCharacter(path, 0666, device.major(), device.minor()),
                            "the devices every program counts on");
        }
        longer = links(longer);
        longer = folder(longer, "/dev/pts", "devpts", "newinstance,ptmxmode=0666,mode=0620" + (spec.ttyGroup() ? ",gid=5" : ""),
                "terminals of its own, counted from 0",
                MS_NOSUID, MS_NOEXEC);
        longer = folder(longer, "/dev/shm", "tmpfs", "mode=1777,size=65536k", "shared memory, shm_overview(7)", MS_NOSUID,
                MS_NOEXEC, MS_NODEV);
        return spec.has(Namespace.IPC) || !inUserNamespace
                ? folder(longer, "/dev/mqueue", "mqueue", null, "message queues of the IPC namespace, mq_overview(7)", MS_NOSUID,
                        MS_NOEXEC, MS_NODEV) : longer;
    }

    private static SyscallProgram links(SyscallProgram program) {
        String why = "names that programs expect";
        return program.then(symlink("/proc/self/fd", "/dev/fd"), why).then(symlink("/proc/self/fd/0", "/dev/stdin"), why)
                .then(symlink("/proc/self/fd/1", "/dev/stdout"), why).then(symlink("/proc/self/fd/2", "/dev/stderr"), why)
                .then(symlink("/proc/kcore", "/dev/core"), why).then(symlink("pts/ptmx", "/dev/ptmx"), why);
    }

    private static SyscallProgram folder(SyscallProgram program, String path, String type, String data, String why,
            MountFlag... flags) {
        return program.then(mkdir(path, 0755), "a mount point").then(mount(type, path, type, data, flags), why);
    }

    /** Volumes and folders in memory; every path is followed in the new root, which is all that there is by now. */
    private SyscallProgram attach(SyscallProgram program) {
        List<Attachment> attachments = new ArrayList<>(spec.tmpfs());
        attachments.addAll(spec.volumes());
        attachments.sort(Comparator.comparingInt(Attachment::depth));
        SyscallProgram longer = program;
        for (Attachment attachment : attachments) {
            longer = attachment instanceof Volume volume ? attach(longer, volume) : attach(longer, (Tmpfs) attachment);
        }
        return spec.readOnly()
                ? longer.then(makeReadOnly("/"), "nothing in the root filesystem can be changed; what is mounted in it can")
                : longer;
    }

    private static SyscallProgram attach(SyscallProgram program, Tmpfs tmpfs) {
        return makeFolders(program, tmpfs.destination())
                .then(mount("tmpfs", tmpfs.destination(), "tmpfs", tmpfs.data(), tmpfs.flags().toArray(new MountFlag[0]))
                        .hint(Errno.ENOENT, NO_PLACE),
                        "a folder in memory, gone with the container");
    }

    private SyscallProgram attach(SyscallProgram program, Volume volume) {
        String destination = volume.destination();
        SyscallProgram longer = volume.isFile()
                ? makeFolders(program, destination.substring(0, destination.lastIndexOf('/')))
                        .then(createFile(destination, 0644).orGoOn(), "a file is mounted onto a file")
                : makeFolders(program, destination);
        return longer.then(moveMount(result(descriptor(volume)), destination)
                .hint(Errno.EINVAL, SAME_KIND).hint(Errno.ENOTDIR, SAME_KIND).hint(Errno.ENOENT, NO_PLACE),
                "looked up from the new root: no link in the image leads out of it");
    }

    private String descriptor(Volume volume) {
        return "volume " + (spec.volumes().indexOf(volume) + 1);
    }

    private static SyscallProgram makeFolders(SyscallProgram program, String path) {
        SyscallProgram longer = program;
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            longer = longer.then(mkdir(path.substring(0, slash), 0755).orGoOn(), NEW_FOLDERS);
        }
        return path.isEmpty() ? longer : longer.then(mkdir(path, 0755).orGoOn(), NEW_FOLDERS);
    }
}
