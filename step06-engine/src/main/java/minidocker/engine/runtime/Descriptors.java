package minidocker.engine.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.namespaces.Init;
import minidocker.namespaces.PseudoTerminal;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallException;

/** What a program is given by number while it starts; ours to close as soon as it has its copies. */
final class Descriptors implements AutoCloseable {
    private final Map<String, Integer> given = new HashMap<>();
    private final List<Integer> opened = new ArrayList<>();
    private int console = -1;

    Map<String, Integer> given() {
        return given;
    }

    void add(Map<String, Integer> more) {
        given.putAll(more);
    }

    private void own(String name, int descriptor) {
        opened.add(descriptor);
        given.put(name, descriptor);
    }

    /** What the program of a bundle wants to be open: namespaces to join, mounts of other containers, the init. */
    void open(Spec spec, boolean init) {
        for (SpecNamespace namespace : spec.linux().namespaces()) {
            if (namespace.path() != null) {
                try {
                    own(BundleProgram.descriptor(namespace), Linux.openat(Linux.AT_FDCWD, namespace.path(), 0));
                } catch (SyscallException gone) {
                    throw new UserError("the " + namespace.type().file() + " namespace to be joined is not there any more: "
                            + gone.getMessage());
                }
            }
        }
        HostMount.openAll(spec.mounts()).forEach(this::own);
        if (init) {
            own(Init.EXECUTABLE, Linux.executableInMemory("init", Init.executable()));
        }
    }

    void connect(Streams streams) {
        if (streams instanceof Streams.Pipes pipes) {
            stream(ProcessProgram.STDIN, pipes.stdin());
            stream(ProcessProgram.STDOUT, pipes.stdout());
            stream(ProcessProgram.STDERR, pipes.stderr());
        } else {
            int[] pair = Linux.socketpair();
            console = pair[0];
            own(PseudoTerminal.CONSOLE, pair[1]);
        }
    }

    private void stream(String name, int descriptor) {
        final int lastStream = 2;
        if (descriptor > lastStream) {
            given.put(name, descriptor);
        } else if (descriptor >= 0) {
            // Our own: it would be overwritten before it is copied, or be copied onto itself, which dup3 refuses.
            own(name, Linux.duplicate(descriptor));
        } else {
            own(name, Linux.openat(Linux.AT_FDCWD, "/dev/null", 0, OpenFlag.O_RDWR));
        }
    }

    /** The program has said that it is ready, so the master was sent before; null without a terminal. */
    TerminalEnd terminal() {
        return console < 0 ? null : new TerminalEnd(Linux.receiveDescriptor(console));
    }

    /** The child has its copies: our copy of its end of the socket must not keep it open. */
    void closeTheirs() {
        opened.forEach(Linux::close);
        opened.clear();
    }

    @Override
    public void close() {
        closeTheirs();
        if (console >= 0) {
            Linux.close(console);
            console = -1;
        }
    }
}
