package minidocker.engine.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Statistics;
import minidocker.engine.runtime.spec.SpecProcess;

/** A container that was created, and everything that can be done to it until it is deleted. */
public final class ContainerProcess implements StartedProcess {

    public String id() {
        throw new UnsupportedOperationException();
    }

    public Bundle bundle() {
        throw new UnsupportedOperationException();
    }

    /** Its first process. */
    @Override
    public ProcessIdentity identity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean signal(int signal) {
        throw new UnsupportedOperationException();
    }

    /** Ends all its processes by SIGKILL, those that others of them have put away included; returns when they are dead. */
    public void killAll() {
        throw new UnsupportedOperationException();
    }

    /** Its processes stand still until {@link #resume()}. */
    public void pause() {
        throw new UnsupportedOperationException();
    }

    public void resume() {
        throw new UnsupportedOperationException();
    }

    public boolean isPaused() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets a further process up in all the container's namespaces and its control group; it waits for its
     * {@link ExecProcess#start()}.
     *
     * @param process who it is and what it runs; capabilities null for the container's own
     * @param privileged with all capabilities, whatever the container's are
     */
    public ExecProcess exec(SpecProcess process, Streams streams, boolean privileged) {
        throw new UnsupportedOperationException();
    }

    /** What exec would call, for a reader; nothing is run. */
    public String explainExec(SpecProcess process, boolean privileged, int columns) {
        throw new UnsupportedOperationException();
    }

    public Statistics statistics() {
        throw new UnsupportedOperationException();
    }

    /** The process ids, as we see them. */
    public Set<Integer> processes() {
        throw new UnsupportedOperationException();
    }

    /** Sets limits while it runs; those that {@code limits} does not speak of stay. */
    public void update(Limits limits) {
        throw new UnsupportedOperationException();
    }

    /** What could not be had of the configuration, in Docker's words where it has some. */
    public List<String> warnings() {
        throw new UnsupportedOperationException();
    }

    /** True if a process of it was killed because the memory was used up. */
    public boolean oomKilled() {
        throw new UnsupportedOperationException();
    }

    /** Its files, mounts included, as long as it runs. */
    public RootAccess root() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String trace(int columns) {
        throw new UnsupportedOperationException();
    }

    /** Ends whatever is left of it and takes its control group away. The bundle stays. */
    public void delete() {
        throw new UnsupportedOperationException();
    }
}
