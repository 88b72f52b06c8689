package minidocker.engine.network.kernel;

import java.util.concurrent.Callable;
import minidocker.namespaces.ContainerProgram;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/** A network namespace with lo and nothing else, and a process in it that does nothing: a host, or a container, for a test. */
public final class PrivateNetwork implements Place, AutoCloseable {
    private final Child child;
    private final NetworkNamespace namespace;

    public PrivateNetwork() {
        SyscallProgram program = ContainerProgram.loopbackUp(SyscallProgram.inNewProcess("a network of its own", CloneFlag.CLONE_NEWNET));
        child = Child.spawn(program.reportReady("it is there").waitForParent("end", "it is only there")
                .then(ProcessCalls.exitGroup(0), "the test is over"));
        child.awaitReady();
        namespace = NetworkNamespace.ofProcess(child.pid());
    }

    public int pid() {
        return child.pid();
    }

    int descriptor() {
        return namespace.descriptor();
    }

    @Override
    public <T> T inside(Callable<T> work) throws Exception {
        return namespace.inside(work);
    }

    /** The same as a place in which nobody else is. */
    Place alone() {
        return new Place() {
            @Override
            public <T> T inside(Callable<T> work) throws Exception {
                return namespace.inside(work);
            }

            @Override
            public boolean isOursAlone() {
                return true;
            }
        };
    }

    @Override
    public void close() {
        namespace.close();
        child.close();
    }
}
