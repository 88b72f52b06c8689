package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.sendDescriptor;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.MountCalls.openTree;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;

import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * A container's files from outside, without a mount on the host: the root is an open descriptor, and no path that is looked up in
 * it leads out of it.
 */
public final class RootAccess implements AutoCloseable {
    private static final String SOCKET = "socket";

    private final int descriptor;

    private RootAccess(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Of a container that runs. */
    static RootAccess ofProcess(ProcessIdentity process) {
        int root;
        try {
            root = Linux.openat(Linux.AT_FDCWD, "/proc/" + process.pid() + "/root", 0, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
        } catch (SyscallException gone) {
            throw new UserError("the container has ended in the meantime");
        }
        if (!process.isThere()) {
            Linux.close(root);
            throw new UserError("the container has ended in the meantime");
        }
        return new RootAccess(root);
    }

    /**
     * Of a container that does not run; while this is open it must not be started, since an overlay's upper is for one mount at a
     * time.
     *
     * <p>A child mounts it in a mount namespace of its own, takes a copy of the mount that is attached nowhere, sends it to us as
     * a descriptor, and ends: the mount is there as long as the descriptor, and nobody ever sees it.
     */
    public static RootAccess open(Bundle bundle) {
        SyscallProgram program = program(bundle);
        int[] pair = Linux.socketpair();
        try (Child child = Child.spawn(program, Map.of(SOCKET, pair[1]))) {
            child.awaitExec();
            child.waitFor();
            return new RootAccess(Linux.receiveDescriptor(pair[0]));
        } catch (ProgramFailure failure) {
            throw new UserError(failure.getMessage());
        } finally {
            Linux.close(pair[0]);
            Linux.close(pair[1]);
        }
    }

    static SyscallProgram program(Bundle bundle) {
        var rootfs = bundle.rootfs(UserMaps.weAreInUserNamespace());
        SyscallProgram program = SyscallProgram.inNewProcess("a child with a mount namespace of its own", CloneFlag.CLONE_NEWNS)
                .then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_SLAVE), "no mount of ours reaches the host");
        return rootfs.mounted(rootfs.reached(program))
                .then(openTree(".").as("tree"), "a copy of the mount, attached nowhere")
                .then(sendDescriptor(given(SOCKET), result("tree")), "the parent gets it through a socket, unix(7)")
                .then(exitGroup(0), "with this process goes its namespace, but not what the parent holds");
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
