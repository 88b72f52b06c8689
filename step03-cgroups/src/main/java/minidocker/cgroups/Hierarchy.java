package minidocker.cgroups;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** One mounted tree of groups, and how its controllers are spoken to. A value: it knows where things are, and touches nothing. */
public sealed interface Hierarchy permits UnifiedHierarchy, LegacyHierarchy {
    /** Where it is mounted: the topmost group we can see. */
    Path mount();

    /** The folder of the group that this process is in; null if it lies above what we can see. */
    Path own();

    Set<Controller> controllers();

    /**
     * What of these limits this hierarchy's controllers can set, in the order in which it is to be written; devices in v2
     * excepted.
     */
    List<Write> writes(Limits limits);

    /** What this hierarchy knows about a group. */
    Statistics statistics(GroupText group);

    /** The files of a group's folder. */
    @FunctionalInterface
    interface GroupText {
        /** @return the file's content, or null if the kernel does not have the file or does not let it be read */
        String read(String file);
    }
}
