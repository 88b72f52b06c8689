package minidocker.engine.runtime;

import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ResolveFlag;

/**
 * A container's files from outside, without a mount on the host: the root is an open descriptor, and no path that is looked up in
 * it leads out of it.
 */
public final class RootAccess implements AutoCloseable {
    private final int descriptor;

    private RootAccess(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Of a container that does not run, or of its image where nothing was changed yet. */
    public static RootAccess open(Bundle bundle) {
        throw new UnsupportedOperationException();
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
        return LinuxFiles.openat2(descriptor, path, java.util.Set.of(ResolveFlag.RESOLVE_IN_ROOT), flags);
    }

    @Override
    public void close() {
        Linux.close(descriptor);
    }
}
