package minidocker.engine.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * A container's files from outside, without a mount on the host: the root is an open descriptor, and no path that is looked up in
 * it leads out of it.
 *
 * <p>A child makes the mount in a mount namespace of its own, takes a copy that is attached nowhere (open_tree(2)), sends it to us
 * as a descriptor, and ends: the mount is there as long as the descriptor, and nobody else ever sees it.
 */
public final class RootAccess implements AutoCloseable {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final String ENDED = "the container has ended in the meantime";

    private final int descriptor;

    private RootAccess(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Of a container that runs, as its processes see it. */
    static RootAccess ofProcess(ProcessIdentity process) {
        int root;
        try {
            root = Linux.openat(Linux.AT_FDCWD, "/proc/" + process.pid() + "/root", 0, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
        } catch (SyscallException gone) {
            throw new UserError(ENDED);
        }
        if (!process.isThere()) {
            Linux.close(root);
            throw new UserError(ENDED);
        }
        return new RootAccess(root);
    }

    /** Of a container that runs, without what is mounted in it: only who is in its mount namespace may copy a mount of it. */
    static RootAccess ofProcessWithoutMounts(int pidfd) {
        return new RootAccess(ForeignMount.copy(pidfd, "/", false));
    }

    /**
     * Of a container that does not run, without its volumes. While this is open it must not be started, since an overlay's upper
     * is for one mount at a time.
     */
    public static RootAccess open(Bundle bundle) {
        return new RootAccess(ForeignMount.received(program(bundle, List.of(), Surroundings.ofThisMachine()), Map.of()));
    }

    /** The same with its volumes and other files of the host's, as far as they are there still. */
    public static RootAccess openWithVolumes(Bundle bundle) {
        List<SpecMount> volumes = new ArrayList<>();
        for (SpecMount mount : bundle.spec().mounts()) {
            if (HostMount.isFilesystem(mount)) {
                // What is in memory is gone, and would be gone again.
                if (!IN_MEMORY.contains(mount.type())) {
                    volumes.add(mount);
                }
                continue;
            }
            Path source = mount.isBind() ? bundle.folder().resolve(mount.source()) : null;
            if (source != null && Files.exists(source.resolve(HostMount.subpath(mount))) && !ForeignMount.isOne(mount.source())) {
                volumes.add(new SpecMount(mount.destination(), mount.type(), source.toString(), mount.options()));
            }
        }
        Map<String, Integer> opened = HostMount.openAll(volumes);
        try {
            return new RootAccess(ForeignMount.received(program(bundle, volumes, Surroundings.ofThisMachine()), opened));
        } finally {
            opened.values().forEach(Linux::close);
        }
    }

    static SyscallProgram program(Bundle bundle, List<SpecMount> volumes, Surroundings surroundings) {
        SyscallProgram program = SyscallProgram.inNewProcess("a child with a mount namespace of its own", CloneFlag.CLONE_NEWNS);
        ContainerMounts mounts = new ContainerMounts(bundle.rootfs(surroundings.inUserNamespace()), volumes, surroundings);
        return ForeignMount.sent(mounts.inChroot(program), "/", true);
    }

    /** Of the root directory; closed with this. */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Opens a path as a process in the container would see it: links are followed within the root.
     *
     * @return a descriptor, the caller's to close
     */
    public int open(String path, OpenFlag... flags) {
        return LinuxFiles.openat2(descriptor, path, Set.of(ResolveFlag.RESOLVE_IN_ROOT), flags);
    }

    @Override
    public void close() {
        Linux.close(descriptor);
    }
}
