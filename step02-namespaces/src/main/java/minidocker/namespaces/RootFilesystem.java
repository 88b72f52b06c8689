package minidocker.namespaces;

import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountFlag.MS_BIND;
import static minidocker.syscall.MountFlag.MS_REC;

import java.nio.file.Path;
import java.util.List;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallProgram;

/** Where a container's files come from. A folder, in this step; a later one mounts layers. */
public interface RootFilesystem {

    /** Absolute: where it is once it is mounted, in the container's mount namespace. */
    String path();

    /** The program and the calls that make {@link #path()} a mount point, as pivot_root(2) wants it. The paths are still the host's. */
    SyscallProgram mounted(SyscallProgram program);

    /**
     * Whether root of the container's own user namespace has to mount it, who may not get to every path that whoever starts the container gets to. Overlayfs writes into the upper as the
     * one who mounted it.
     */
    default boolean isMountedByItsRoot() {
        return false;
    }

    /** Where its files can be looked at from outside, without its mount namespace: the folder that counts most first. */
    List<Path> folders();

    /** A folder that holds all of it. */
    record Folder(String path) implements RootFilesystem {
        // tag::root[]
        @Override
        public SyscallProgram mounted(SyscallProgram program) {
            return program.then(mount(path, path, null, null, MS_BIND, MS_REC)
                    .hint(Errno.ENOENT, "there is no such folder: 'rootfs create' makes one"), "pivot_root wants a mount point, so the folder is mounted onto itself");
        }
        // end::root[]

        @Override
        public List<Path> folders() {
            return List.of(Path.of(path));
        }
    }
}
