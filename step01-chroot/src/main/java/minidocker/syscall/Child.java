package minidocker.syscall;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process that runs a {@link SyscallProgram}. Its table lies in memory shared with us, so what every call returned can be read
 * while it runs and afterwards.
 *
 * <p>{@link #close()} ends the process if nobody has waited for it, and gives back descriptors and memory: a child belongs to a
 * scope.
 */
public final class Child implements AutoCloseable {
    /** Needs Linux 5.5, for CLONE_CLEAR_SIGHAND: no handler of the JVM may run in a process that is no JVM. */
    private static final CloneFlag[] ALWAYS = {CloneFlag.CLONE_PIDFD, CloneFlag.CLONE_CLEAR_SIGHAND};

    /** The struct clone_args of clone(2), in its third version. */
    private static final int CLONE_ARGS_SIZE = 88;
    private static final int CLONE_ARGS_PIDFD = 8;
    private static final int CLONE_ARGS_EXIT_SIGNAL = 32;
    private static final int CLONE_ARGS_CGROUP = 80;

    /**
     * Held from the making of pipes to the closing of the ends that belong to the child alone. Two threads that clone at once
     * would otherwise give each other's children a copy of a writing end, and an end of file would come late.
     */
    private static final Object CLONING = new Object();

    /** The ends of the pipe that tells of the execve, as a program speaks of them. */
    static final String RUNNING = "running";
    static final String RUNNING_READER = "running-reader";

    private static final class Machine {
        private static final Machine LOADED = new Machine(load());

        private final Function spawn;
        private final UnsharedMemory unshared;

        private Machine(NativeMemory code) {
            spawn = Function.getFunction(new Pointer(code.address()));
            unshared = new UnsharedMemory(code);
        }

        private static NativeMemory load() {
            byte[] code = MachineCode.of(Architecture.current());
            NativeMemory memory = NativeMemory.scratch(code.length);
            memory.bytes().put(0, code);
            return memory.seal();
        }

        long spawn(long cloneArgs, long table) {
            return spawn.invokeLong(new Object[] {cloneArgs, (long) CLONE_ARGS_SIZE, table});
        }
    }

    private final SyscallProgram program;
    private final Layout layout;
    private final NativeMemory memory;
    private final Map<String, Integer> gateWriters;
    private final int running;
    private final long clonedAt;
    private long executedAt;
    private int pid;
    private int pidfd;
    private final Set<Integer> signalled = new LinkedHashSet<>();
    private ExitStatus status;
    private List<TracedCall> trace;

    private Child(long clonedAt, SyscallProgram program, Layout layout, NativeMemory memory, Map<String, Integer> gateWriters,
            int running,
            int pid, int pidfd) {
        this.clonedAt = clonedAt;
        this.program = program;
        this.layout = layout;
        this.memory = memory;
        this.gateWriters = gateWriters;
        this.running = running;
        this.pid = pid;
        this.pidfd = pidfd;
    }

    /** Starts a program that wants nothing from us. */
    public static Child spawn(SyscallProgram program) {
        return spawn(program, Map.of());
    }

    /**
     * Starts a program and returns at once; see {@link #awaitExec()}.
     *
     * @param given the numbers the program speaks of as {@link Operand.Given}; {@code cgroup} is the descriptor of the group's
     *     folder
     *     where the program has CLONE_INTO_CGROUP
     * @throws SyscallException if clone3(2) fails: ENOSYS before Linux 5.3 and under seccomp filters that forbid it, EINVAL for
     *     an unknown flag,
     *     EPERM without the capability that a namespace wants, ENOSPC above /proc/sys/user/max_*_namespaces
     */
    public static Child spawn(SyscallProgram program, Map<String, Integer> given) {
        synchronized (CLONING) {
            return new Start(program, given).run();
        }
    }

    /** What is opened on the way to a child, and closed again if there is none. */
    private static final class Start {
        private final SyscallProgram program;
        private final Map<String, Long> values = new HashMap<>();
        private final Map<String, Integer> gateReaders = new HashMap<>();
        private final Map<String, Integer> gateWriters = new HashMap<>();

        Start(SyscallProgram program, Map<String, Integer> given) {
            this.program = program;
            given.forEach((name, value) -> values.put(name, (long) value));
        }

        Child run() {
            // First of all: what is mapped before the machine is loaded, the child will not have.
            Machine machine = Machine.LOADED;
            int[] running = Linux.pipe();
            NativeMemory memory = null;
            try {
                values.put(RUNNING_READER, (long) running[0]);
                values.put(RUNNING, (long) running[1]);
                for (String gate : program.gates()) {
                    int[] pipe = Linux.pipe();
                    gateReaders.put(gate, pipe[0]);
                    gateWriters.put(gate, pipe[1]);
                    values.put(gate, (long) pipe[0]);
                    values.put(gate + "-writer", (long) pipe[1]);
                }
                Layout layout = new Layout(program, Architecture.current(), values);
                int argsOffset = (layout.size() + 7) & -8;
                memory = NativeMemory.shared(argsOffset + CLONE_ARGS_SIZE + 8);
                layout.writeTo(memory.bytes(), memory.address());
                int pidfdOffset = argsOffset + CLONE_ARGS_SIZE;
                writeCloneArgs(memory.bytes(), argsOffset, memory.address() + pidfdOffset);
                machine.unshared.keepStack();
                long clonedAt = System.nanoTime();
                long pid = Linux.orThrow(machine.spawn(memory.address() + argsOffset, memory.address()),
                        () -> "clone3 flags=" + program.cloneFlags());
                Child child = new Child(clonedAt, program, layout, memory, gateWriters, running[0], (int) pid, memory.bytes()
                        .getInt(pidfdOffset));
                memory = null;
                running[0] = -1;
                return child;
            } finally {
                Linux.close(running[1]);
                gateReaders.values().forEach(Linux::close);
                if (running[0] >= 0) {
                    Linux.close(running[0]);
                    gateWriters.values().forEach(Linux::close);
                }
                if (memory != null) {
                    memory.close();
                }
            }
        }

        private void writeCloneArgs(ByteBuffer bytes, int at, long pidfdAddress) {
            bytes.putLong(at, program.cloneFlags().value() | Flag.bitsOf(ALWAYS));
            bytes.putLong(at + CLONE_ARGS_PIDFD, pidfdAddress);
            bytes.putLong(at + CLONE_ARGS_EXIT_SIGNAL, Signal.SIGCHLD.number());
            if (program.has(CloneFlag.CLONE_INTO_CGROUP)) {
                bytes.putLong(at + CLONE_ARGS_CGROUP, values.get("cgroup"));
            }
        }
    }

    public int pid() {
        return pid;
    }

    /** Stands for just this process, also when its pid is used again; closed by {@link #close()}. */
    public int pidfd() {
        return pidfd;
    }

    /** Lets the child through a gate of its program (see {@link SyscallProgram#waitForParent}). */
    public void open(String gate) {
        int writer = gateWriters.remove(gate);
        try {
            Linux.write(writer, new byte[] {1});
        } catch (SyscallException dead) {
            // EPIPE: the child ended before; whoever waits for it hears how.
            if (!dead.is(Errno.EPIPE)) {
                throw dead;
            }
        } finally {
            Linux.close(writer);
        }
    }

    // tag::await-exec[]
    /**
     * Waits until the child says that it is ready ({@link SyscallProgram#reportReady}), for example because it waits at a gate
     * next.
     *
     * @throws ProgramFailure if a call failed before
     */
    public void awaitReady() {
        if (Linux.read(running, new byte[1]) <= 0) {
            awaitExec();
        }
    }

    /**
     * Waits until the child has executed its program's execve(2), or ended. The kernel tells by closing the writing end of a pipe
     * that is marked close-on-exec; nothing is polled.
     *
     * @throws ProgramFailure if a call failed
     */
    public void awaitExec() {
        byte[] alive = new byte[1];
        while (Linux.read(running, alive) > 0) {
            continue; // a sign of life, see dieWithParent
        }
        executedAt = executedAt == 0 ? System.nanoTime() : executedAt;
        trace = readTrace();
        for (TracedCall call : trace) {
            if (call.failed() && !call.call().mayFail()) {
                throw new ProgramFailure(call, trace);
            }
        }
    }
    // end::await-exec[]

    /**
     * From now on this child is the process that the named call, a second clone with CLONE_PARENT, has made; the first one, which
     * has done its part, is waited for. To be called when the child waits at a gate or after {@link #awaitExec()}, also after one
     * that failed: the second process is ours to wait for, however it ended. Nothing changes if the program did not come to that
     * call.
     */
    public void becomes(String name) {
        // Not the call's result: the second process may be where it waits before its maker has run again to store that.
        int second = ByteBuffer.wrap(memory(SyscallProgram.pidOf(name))).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (second > 0) {
            becomes(second, Linux.pidfdOpen(second));
        }
    }

    private void becomes(int second, int secondPidfd) {
        Linux.waitidPidfd(pidfd, Linux.WEXITED);
        synchronized (this) {
            Linux.close(pidfd);
            pid = second;
            pidfd = secondPidfd;
            // What the first one got was meant for the program, and there may have been nothing left of it but a zombie.
            signalled.forEach(signal -> Linux.pidfdSendSignal(secondPidfd, signal));
        }
    }

    /** From just before clone3(2) until {@link #awaitExec()} heard of the execve(2). */
    public double millisecondsToExec() {
        return (executedAt - clonedAt) / 1e6;
    }

    /** What each call returned, so far. */
    public List<TracedCall> trace() {
        return trace != null ? trace : readTrace();
    }

    private List<TracedCall> readTrace() {
        List<TracedCall> calls = new ArrayList<>();
        for (int i = 0; i < program.calls().size(); i++) {
            calls.add(new TracedCall(i + 1, program.calls().get(i), memory.bytes().getLong(layout.resultOffset(i))));
        }
        return List.copyOf(calls);
    }

    /** What the named call returned; {@link Layout#NOT_REACHED} if the child did not come to it. */
    public long result(String name) {
        for (TracedCall call : trace()) {
            if (name.equals(call.call().name())) {
                return call.result();
            }
        }
        throw new IllegalArgumentException("no call is named " + name);
    }

    /** A copy of the program's memory of that name (see {@link Operand.Memory}). */
    public byte[] memory(Operand.Memory wanted) {
        byte[] copy = new byte[wanted.size()];
        memory.bytes().get(layout.memoryOffset(wanted.name()), copy);
        return copy;
    }

    /** @return false if the process is gone already */
    public synchronized boolean signal(int signal) {
        signalled.add(signal);
        return Linux.pidfdSendSignal(pidfd, signal);
    }

    /** Waits until the process has ended. */
    public ExitStatus waitFor() {
        if (status == null) {
            status = status(Linux.waitidPidfd(pidfd, Linux.WEXITED));
        }
        return status;
    }

    private static ExitStatus status(int[] codeAndStatus) {
        final int cldExited = 1;
        return codeAndStatus[0] == cldExited ? new ExitStatus.Exited(codeAndStatus[1]) : new ExitStatus.Killed(codeAndStatus[1]);
    }

    @Override
    public void close() {
        if (status == null) {
            signal(Signal.SIGKILL.number());
            waitFor();
        }
        gateWriters.values().forEach(Linux::close);
        Linux.close(running);
        Linux.close(pidfd);
        memory.close();
    }
}
