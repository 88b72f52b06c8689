package minidocker.namespaces;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountFlag.MS_BIND;
import static minidocker.syscall.MountFlag.MS_REC;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallProgram;

/** Where a container's files come from. A folder, in this step; a later one mounts layers. */
public interface RootFilesystem {

    /** Absolute: where it is once it is mounted, in the container's mount namespace. */
    String path();

    /**
     * First the process goes there: with the host's paths, and still as who starts it, so that a folder may be closed to all
     * others.
     */
    SyscallProgram reached(SyscallProgram program);

    /**
     * Then, if it has a user namespace, as root of that: the working directory becomes a mount point with all the files, as
     * pivot_root(2) wants it.
     */
    SyscallProgram mounted(SyscallProgram program);

    /** Descriptors that its calls speak of as given: see {@link minidocker.syscall.Child#spawn(SyscallProgram, Map)}. */
    default Map<String, Integer> given() {
        return Map.of();
    }

    /** Where its files can be looked at from outside, without its mount namespace: the folder that counts most first. */
    List<Path> folders();

    /** The end of a sentence about a program that is not in it: what to do. */
    default String adviceOnMissingProgram() {
        return "; 'rootfs create --with' takes more programs along";
    }

    /** A folder that holds all of it. */
    record Folder(String path) implements RootFilesystem {
        // tag::root[]
        @Override
        public SyscallProgram reached(SyscallProgram program) {
            return program
                    .then(mount(path, path, null, null, MS_BIND, MS_REC)
                            .hint(Errno.ENOENT, "there is no such folder: 'rootfs create' makes one"),
                                    "pivot_root wants a mount point, so the folder is mounted onto itself")
                    .then(chdir(path), "to be in the new root when the old one goes");
        }

        @Override
        public SyscallProgram mounted(SyscallProgram program) {
            return program;
        }
        // end::root[]

        @Override
        public List<Path> folders() {
            return List.of(Path.of(path));
        }
    }
}
