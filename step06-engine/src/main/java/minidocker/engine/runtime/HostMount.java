package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountFlag.MS_REC;
import static minidocker.syscall.MountFlag.MS_SLAVE;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * Mounts of a bundle that a child of ours has to open before the container is made, as {@link ForeignMount}s are:
 *
 * <ul>
 * <li>{@link #FILESYSTEM}: a filesystem on a device, or a server, of the host's. It is mounted in sight of the host's paths and
 * network and nobody else's, and the container gets a copy of that mount: there is none on the host that could be left behind.
 * <li>{@link #SUBPATH}: a part of a folder that others write to. It is looked up with the folder as the root, so that no link that
 * they put there leads anywhere else.
 * </ul>
 *
 * mount(8) reserves options that begin with {@code x-} for others than the kernel.
 */
public final class HostMount {
    public static final String FILESYSTEM = "x-mini-docker.filesystem";
    public static final String SUBPATH = "x-mini-docker.subpath=";

    /** Any folder that is there on every machine: in the child's own mount namespace, nobody misses what was there. */
    private static final String PLACE = "/proc";
    private static final String TARGET = "target";

    private HostMount() {}

    static boolean isOne(SpecMount mount) {
        return isFilesystem(mount) || !subpath(mount).isEmpty() || mount.isBind() && ForeignMount.isOne(mount.source());
    }

    static boolean isFilesystem(SpecMount mount) {
        return mount.options().contains(FILESYSTEM);
    }

    /** Empty for all of it. */
    static String subpath(SpecMount mount) {
        return mount.options().stream().filter(option -> option.startsWith(SUBPATH)).map(option -> option.substring(SUBPATH.length()))
                .findFirst().orElse("");
    }

    /** What is mounted is anything but a folder, as far as that can be seen. */
    static boolean isFile(SpecMount mount) {
        try {
            int root = Linux.openat(Linux.AT_FDCWD, mount.source(), 0, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
            try {
                int part = LinuxFiles.openat2(root, subpath(mount), Set.of(ResolveFlag.RESOLVE_IN_ROOT), OpenFlag.O_PATH);
                try {
                    return !LinuxFiles.stat(part, "").isDirectory();
                } finally {
                    Linux.close(part);
                }
            } finally {
                Linux.close(root);
            }
        } catch (SyscallException notThere) {
            return false;
        }
    }

    /** @return a descriptor of the mount, which is attached nowhere, with all mounts below it */
    static int open(SpecMount mount) {
        String subpath = subpath(mount);
        if (subpath.isEmpty() && !isFilesystem(mount)) {
            return ForeignMount.copy(mount.source());
        }
        ForeignMount.Source foreign = mount.isBind() ? ForeignMount.source(mount.source()) : null;
        Map<String, Integer> more = new HashMap<>();
        try {
            if (foreign != null) {
                more.put(TARGET, foreign.open());
            }
            return ForeignMount.receive(program(mount, foreign == null ? null : foreign.path()), more);
        } catch (ProgramFailure failure) {
            String why = failure.failed().call().failure(failure.failed().errno());
            throw new UserError(failure.failed().call().syscall() == Syscall.MOUNT
                    ? "error while mounting volume: failed to mount local volume: mount " + mount.source() + " as " + mount.type()
                            + ": " + why
                    : "cannot access path " + (isFilesystem(mount) ? "" : mount.source() + "/") + subpath + " of the volume: " + why);
        } finally {
            more.values().forEach(Linux::close);
        }
    }

    /** @param foreign path in another container's mount namespace, or null */
    static SyscallProgram program(SpecMount mount, String foreign) {
        String subpath = subpath(mount);
        String place = isFilesystem(mount) ? PLACE : foreign != null ? foreign : mount.source();
        SyscallProgram program = isFilesystem(mount) ? mounted(mount)
                : SyscallProgram.inNewProcess("a child that looks for it");
        if (foreign != null) {
            program = program.then(setns(given(TARGET), CloneFlag.CLONE_NEWNS), "only who is there may copy a mount");
        }
        if (!subpath.isEmpty()) {
            program = program.then(chroot(place), "whatever links others have put there lead nowhere else")
                    .then(chdir("/"), "and we are in there");
            place = "/" + subpath;
        }
        return ForeignMount.sent(program, place, true);
    }

    private static SyscallProgram mounted(SpecMount mount) {
        List<String> options = new ArrayList<>(mount.options());
        // That is for this one container's copy.
        options.remove("rro");
        MountWords words = MountWords.of(options);
        return SyscallProgram.inNewProcess("a child with a mount namespace of its own", CloneFlag.CLONE_NEWNS)
                .then(mount(null, "/", null, null, MS_REC, MS_SLAVE), "from here on no mount of ours reaches the host")
                .then(mount(mount.source(), PLACE, mount.type(), words.data(), words.flagArray())
                        .hint(Errno.ENODEV, "this kernel has no filesystem " + mount.type())
                        .hint(Errno.ENOENT, "there is no " + mount.source()),
                        "a filesystem, in sight of the host's paths and network");
    }

    /** Descriptors for the mounts of a list that want one, by their names in the program; the caller's to close. */
    static Map<String, Integer> openAll(List<SpecMount> mounts) {
        Map<String, Integer> opened = new HashMap<>();
        try {
            for (int i = 0; i < mounts.size(); i++) {
                if (isOne(mounts.get(i))) {
                    opened.put(ContainerMounts.descriptor(i), open(mounts.get(i)));
                }
            }
            return opened;
        } catch (UserError | SyscallException failure) {
            opened.values().forEach(Linux::close);
            throw failure;
        }
    }
}
