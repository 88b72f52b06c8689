package minidocker.cgroups;

import static minidocker.syscall.ProcessCalls.unshare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallProgram;

/**
 * How the process that runs a program comes into its group before the program's first call. In v2 it is born there: clone3(2)
 * takes a descriptor of the group's folder. In v1 nothing like it exists; so the child waits at a gate that is the first thing in
 * its program, and meanwhile the parent writes it into the groups.
 */
public final class CgroupPlacement {
    /** The name by which the descriptor is given to {@link Child#spawn}. */
    private static final String DESCRIPTOR = "cgroup";
    private static final String GATE = "in-its-group";

    private final boolean unified;
    private final int folder;
    /** Opened beforehand: while the child waits, nothing is left to do but to write. */
    private final int[] processLists;

    /**
     * @param folder an open descriptor of the group's folder, for v2
     */
    CgroupPlacement(GroupFolders group, int folder, boolean unified) {
        this.unified = unified;
        this.folder = folder;
        this.processLists = unified ? new int[0] : group.openProcessLists();
    }

    /**
     * The program of a process that starts in a group.
     *
     * <p>A new cgroup namespace takes for its root the group that its maker is in. With clone3(2) the maker is the parent, also
     * when the child is born in another group; therefore CLONE_NEWCGROUP becomes a call of the child's own, once it is in its
     * group.
     *
     * @param unified see {@link CgroupParent#isUnified()}
     */
    public static SyscallProgram prepare(SyscallProgram program, boolean unified) {
        List<CloneFlag> flags = new ArrayList<>();
        for (CloneFlag flag : CloneFlag.values()) {
            if (program.has(flag) && flag != CloneFlag.CLONE_NEWCGROUP) {
                flags.add(flag);
            }
        }
        String why = program.cloneWhy();
        if (unified) {
            flags.add(CloneFlag.CLONE_INTO_CGROUP);
            why += (why.isEmpty() ? "" : "; ") + "it is born in its control group";
        }
        SyscallProgram prepared = SyscallProgram.inNewProcess(why, flags.toArray(new CloneFlag[0]));
        if (!unified) {
            prepared = prepared.waitForParent(GATE,
                    "meanwhile the parent writes us into our control groups: not one step without limits");
        }
        if (program.has(CloneFlag.CLONE_NEWCGROUP)) {
            prepared = prepared.then(unshare(CloneFlag.CLONE_NEWCGROUP), "from here on our own group looks like the topmost one");
        }
        return prepared.then(program);
    }

    /** The program of a process that starts in this group. */
    public SyscallProgram prepare(SyscallProgram program) {
        return prepare(program, unified);
    }

    /** What {@link Child#spawn} must be given, besides the program's own numbers. */
    public Map<String, Integer> given() {
        return unified ? Map.of(DESCRIPTOR, folder) : Map.of();
    }

    // tag::place[]
    /** To be called as soon as the child exists, before any other gate is opened. */
    public void place(Child child) {
        if (!unified) {
            byte[] pid = Integer.toString(child.pid()).getBytes(StandardCharsets.US_ASCII);
            try {
                for (int list : processLists) {
                    Linux.write(list, pid);
                }
            } finally {
                for (int list : processLists) {
                    Linux.close(list);
                }
            }
            child.open(GATE);
        }
    }
    // end::place[]
}
