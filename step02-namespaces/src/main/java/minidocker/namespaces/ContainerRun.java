package minidocker.namespaces;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import minidocker.chroot.UserNamespace;
import minidocker.chroot.WhyNotExecuted;
import minidocker.cli.Foreground;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.Observation;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * Runs a container in the foreground, and does what only its parent can do: write the ID maps, hold the other end of its
 * terminal.
 */
public final class ContainerRun {

    /** What a later step adds to a container: a cgroup around it, layers below it. */
    public interface Addition {
        /** The program with what is to happen first or last in it. */
        SyscallProgram prepare(SyscallProgram program);

        /** See {@link Child#spawn(SyscallProgram, Map)}. */
        default Map<String, Integer> given() {
            return Map.of();
        }

        /** The child has been cloned and waits at its gates: opens those that {@link #prepare} has put there. */
        default void whileItWaits(Child child) {}
    }

    private final ContainerSpec spec;
    private final UserMaps maps;
    private final List<? extends Addition> additions;

    /** @param maps of the user namespace, or null if it has none of its own */
    public ContainerRun(ContainerSpec spec, UserMaps maps, List<? extends Addition> additions) {
        this.spec = spec;
        this.maps = maps;
        this.additions = List.copyOf(additions);
    }

    /** A container as {@link ContainerSpec#usual} describes it, with the maps that its user namespace takes. */
    public static ContainerRun of(ContainerSpec spec) {
        return new ContainerRun(spec, spec.has(Namespace.USER) ? UserMaps.decide() : null, List.of());
    }

    /** The program with all additions. */
    public SyscallProgram program() {
        SyscallProgram program = ContainerProgram.of(spec);
        for (Addition addition : additions) {
            program = addition.prepare(program);
        }
        return program;
    }

    /**
     * Runs it to its end.
     *
     * @param trace print each call with its result when it has ended
     */
    public ExitStatus run(boolean trace) {
        Map<String, Integer> given = new HashMap<>(spec.rootfs().given());
        additions.forEach(addition -> given.putAll(addition.given()));
        try (ConsoleSocket console = spec.terminal() ? new ConsoleSocket() : null) {
            if (console != null) {
                given.put(PseudoTerminal.CONSOLE, console.containersEnd());
            }
            if (spec.init()) {
                given.put(Init.EXECUTABLE, Linux.executableInMemory("init", Init.executable()));
            }
            Foreground foreground = new Foreground(trace, spec.terminal(), spec.has(Namespace.PID), spec.stopSignal());
            return foreground.run(program(), given, new Parent(console));
        } catch (ProgramFailure failure) {
            throw new WhyNotExecuted(spec.rootfs().folders(), spec.process(), spec.rootfs().adviceOnMissingProgram())
                    .explain(failure);
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, spec);
        } finally {
            if (given.containsKey(Init.EXECUTABLE)) {
                Linux.close(given.get(Init.EXECUTABLE));
            }
        }
    }

    /**
     * Starts it and comes back when it runs; to be looked at from outside. It ends with {@link Child#close()}, and also with the
     * thread that started it.
     */
    public Child start() {
        if (spec.terminal() || spec.init() || spec.timeOffset() != 0) {
            throw new IllegalArgumentException("a container that is only started has no terminal, no init and no clocks of its own");
        }
        Map<String, Integer> given = new HashMap<>(spec.rootfs().given());
        additions.forEach(addition -> given.putAll(addition.given()));
        Child child;
        try {
            child = Child.spawn(program(), given);
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, spec);
        }
        try {
            new Parent(null).whileItWaits(child);
            child.awaitExec();
            return child;
        } catch (RuntimeException failed) {
            child.close();
            throw failed;
        }
    }

    /** The same, with what it writes caught instead of shown: for a notebook, which has no terminal to give. */
    public Observation observe() {
        if (spec.terminal() || spec.init()) {
            throw new IllegalArgumentException("a container that is observed has neither a terminal nor an init");
        }
        Map<String, Integer> given = new HashMap<>(spec.rootfs().given());
        additions.forEach(addition -> given.putAll(addition.given()));
        try {
            return Observation.of(program(), given, child -> new Parent(null).whileItWaits(child));
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, spec);
        }
    }

    private final class Parent implements Foreground.Parent {
        private final ConsoleSocket console;

        Parent(ConsoleSocket console) {
            this.console = console;
        }

        @Override
        public void whileItWaits(Child child) {
            additions.forEach(addition -> addition.whileItWaits(child));
            if (maps != null) {
                maps.write(child.pid());
                child.open(UserNamespace.GATE);
            }
            if (console != null) {
                console.connect(child);
            }
            if (spec.timeOffset() != 0) {
                try {
                    child.awaitExec();
                } finally {
                    child.becomes(ContainerProgram.CONTAINER);
                }
            }
        }

        @Override
        public void whenItEnded() {
            if (console != null) {
                console.finish();
            }
        }
    }
}
