package minidocker.cgroups;

import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.ProcessCalls.unshare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import minidocker.namespaces.ContainerRun;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/**
 * How the process that runs a program comes into its group before the program's first call. In v2 it is born there: clone3(2)
 * takes a descriptor of the group's folder. In v1 nothing like it exists; so the first that the child does is to write itself
 * into its groups, by descriptors that the parent has opened, since a file that is open needs no path and no permission.
 *
 * <p>The parent could write it there, too, while the child waits. But who moves another process must keep it from forking and
 * executing meanwhile: the kernel waits until all processors have passed through the scheduler, ten milliseconds and more. A thread
 * that moves itself, by the file {@code tasks}, cannot do anything else at the same time, so nobody waits (Linux 5.6; before, it
 * takes as long as the other way).
 */
public final class CgroupPlacement implements ContainerRun.Addition, AutoCloseable {
    /** The name by which the descriptor is given to {@link Child#spawn}. */
    private static final String DESCRIPTOR = "cgroup";

    private final Map<String, Integer> given = new HashMap<>();
    private final Hierarchies hierarchies;
    /** What was opened for the child alone. */
    private List<Integer> opened = new ArrayList<>();

    /**
     * @param folder an open descriptor of the group's folder, for v2
     */
    CgroupPlacement(GroupFolders group, int folder) {
        hierarchies = new Hierarchies(List.copyOf(group.byHierarchy().keySet()));
        group.byHierarchy().forEach((hierarchy, path) -> {
            if (hierarchy instanceof UnifiedHierarchy) {
                given.put(DESCRIPTOR, folder);
            } else {
                int list = Linux.openat(Linux.AT_FDCWD, path.resolve("tasks").toString(), 0, OpenFlag.O_WRONLY);
                opened.add(list);
                given.put(list(hierarchy), list);
            }
        });
    }

    /** Into none: the process stays in its maker's groups. */
    public static CgroupPlacement none() {
        return new CgroupPlacement(new GroupFolders(Map.of()), -1);
    }

    /**
     * Into a group that somebody else holds. No lock is taken: it is to go when its holder dies. It is entered before the
     * namespaces are: afterwards, in the container's cgroup namespace and with its mounts, the way to it would be gone.
     */
    static CgroupPlacement joining(GroupFolders group) {
        int folder = Linux.openat(Linux.AT_FDCWD, group.first().toString(), 0, OpenFlag.O_DIRECTORY);
        CgroupPlacement placement = new CgroupPlacement(group, folder);
        placement.opened.add(folder);
        return placement;
    }

    /** The name by which the program is given the list of the tasks in the group of that hierarchy. */
    private static String list(Hierarchy hierarchy) {
        return hierarchy.mount().getFileName() + "-group";
    }

    /**
     * The program of a process that starts in a group.
     *
     * <p>A new cgroup namespace takes for its root the group that its maker is in. With clone3(2) the maker is the parent, also
     * when the child is born in another group; therefore CLONE_NEWCGROUP becomes a call of the child's own, once it is in its
     * group.
     *
     * @param hierarchies in which it has a group
     */
    public static SyscallProgram prepare(SyscallProgram program, Hierarchies hierarchies) {
        List<CloneFlag> flags = new ArrayList<>();
        for (CloneFlag flag : CloneFlag.values()) {
            if (program.has(flag) && flag != CloneFlag.CLONE_NEWCGROUP) {
                flags.add(flag);
            }
        }
        String why = program.cloneWhy();
        if (hierarchies.unified() != null) {
            flags.add(CloneFlag.CLONE_INTO_CGROUP);
            why += (why.isEmpty() ? "" : "; ") + "it is born in its control group";
        }
        // tag::place[]
        SyscallProgram prepared = SyscallProgram.inNewProcess(why, flags.toArray(new CloneFlag[0]));
        for (Hierarchy hierarchy : hierarchies.all()) {
            if (hierarchy instanceof LegacyHierarchy) {
                prepared = prepared.then(write(ProcessCalls.given(list(hierarchy)), "0"),
                        "we put ourselves, 0, into our control groups: not one step without limits");
            }
        }
        if (program.has(CloneFlag.CLONE_NEWCGROUP)) {
            prepared = prepared.then(unshare(CloneFlag.CLONE_NEWCGROUP), "from here on our own group looks like the topmost one");
        }
        return prepared.then(program);
        // end::place[]
    }

    /** The program of a process that starts in this group. */
    @Override
    public SyscallProgram prepare(SyscallProgram program) {
        return prepare(program, hierarchies);
    }

    /** What {@link Child#spawn} must be given, besides the program's own numbers. */
    @Override
    public Map<String, Integer> given() {
        return Map.copyOf(given);
    }

    /** The child exists, and has copies of its own of what was open for it. */
    public void handedOver() {
        opened.forEach(Linux::close);
        opened = List.of();
    }

    @Override
    public void whileItWaits(Child child) {
        handedOver();
    }

    @Override
    public void close() {
        handedOver();
    }
}
