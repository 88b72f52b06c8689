package minidocker.engine.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import minidocker.syscall.SyscallProgram;

/** Makes containers out of bundles. One is enough for an engine; all methods may be called by any thread. */
public final class Runtime {

    /** @param folder where it keeps what a reboot may take away; it is made if it is missing */
    public Runtime(Path folder) {}

    /**
     * Sets a container up as far as its execve(2), where it waits for {@link ContainerProcess#start()}. If we die before that, it
     * ends; if we die afterwards, it lives on.
     *
     * @param id letters and digits; names its control group where the bundle does not
     * @throws minidocker.cli.UserError if it cannot be, with a sentence that says why; nothing is left of it then
     */
    public ContainerProcess create(String id, Bundle bundle, Streams streams) {
        throw new UnsupportedOperationException();
    }

    /** What {@link #create} and start would have the kernel do; nothing is done. */
    public SyscallProgram program(String id, Bundle bundle) {
        throw new UnsupportedOperationException();
    }

    /**
     * Finds a container that an earlier runtime has started.
     *
     * @param init as {@link ContainerProcess#identity()} told then
     * @return empty if it has ended; what it left behind is gone then
     */
    public Optional<ContainerProcess> find(String id, Bundle bundle, ProcessIdentity init) {
        throw new UnsupportedOperationException();
    }

    /** Takes away what dead containers left behind: all groups of ours but those of these ids. */
    public void sweep(Set<String> livingIds) {
        throw new UnsupportedOperationException();
    }
}
