package minidocker.engine.network.kernel;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;

/** The network namespace of a process, held by a descriptor: it lives as long as this is open, whatever becomes of the process. */
public final class NetworkNamespace implements Place, AutoCloseable {
    /** ioctl_ns(2). */
    private static final long NS_GET_USERNS = 0xb701;

    private final int descriptor;

    private NetworkNamespace(int descriptor) {
        this.descriptor = descriptor;
    }

    /** @throws minidocker.syscall.SyscallException ENOENT if there is no such process */
    public static NetworkNamespace ofProcess(int pid) {
        return new NetworkNamespace(Linux.openat(Linux.AT_FDCWD, "/proc/" + pid + "/ns/net", 0));
    }

    /** Whether the one we are in is ours to change: it belongs to our user namespace, and not to one above (ioctl_ns(2)). */
    public static boolean isOurs() {
        int mine = Linux.openat(Linux.AT_FDCWD, "/proc/self/ns/net", 0);
        try {
            long owner = Linux.ioctl(mine, NS_GET_USERNS, new byte[0]);
            if (owner >= 0) {
                Linux.close((int) owner);
            }
            return owner != -Errno.EPERM.number();
        } finally {
            Linux.close(mine);
        }
    }

    public int descriptor() {
        return descriptor;
    }

    /**
     * Does something in there, on a thread of its own that ends afterwards: only a thread can be in another network namespace, and
     * what it opens (a socket, a {@link java.nio.channels.DatagramChannel}) stays in there for good, whoever uses it.
     */
    @Override
    public <T> T inside(Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> {
            try {
                Linux.setns(descriptor, CloneFlag.CLONE_NEWNET);
                result.complete(work.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        }, "in a network namespace", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        Linux.close(descriptor);
    }
}
