package minidocker.engine.runtime;

import java.util.List;
import java.util.Set;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Statistics;

/** What holds a container's processes together, so that they can be counted, limited, stopped and ended as one. */
sealed interface Confinement extends AutoCloseable permits ControlGroup, SharedMounts {

    /** How the first process, or a later one, comes into it. */
    CgroupPlacement placement();

    /** The container's first process is there, with namespaces of its own. */
    void holds(ProcessIdentity init);

    /** The process ids, as we see them. */
    Set<Integer> processes();

    Statistics statistics();

    /** What could not be had, in Docker's words where it has some. */
    List<String> warnings();

    void apply(Limits limits);

    /** True if a process was killed because the memory was used up. */
    boolean wasOutOfMemory();

    /** @throws minidocker.cli.UserError if its processes cannot be made to stand still */
    void freeze();

    void thaw();

    boolean isFrozen();

    /** Ends all processes by SIGKILL, and returns when they are dead. */
    void kill();

    /** Ends all processes; nothing of it is left. */
    @Override
    void close();
}
