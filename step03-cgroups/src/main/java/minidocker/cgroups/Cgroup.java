package minidocker.cgroups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;

/**
 * A group of ours, in every hierarchy of the machine; {@link CgroupParent#create} makes it. It belongs to a scope:
 * {@link #close()} ends whoever is in it and removes it, and so does the next {@link CgroupParent#sweep} if we die before.
 */
public final class Cgroup implements AutoCloseable {
    private final GroupName name;
    private final GroupFolders folders;
    private final int lock;
    private final CgroupParent parent;
    private final List<String> warnings = new ArrayList<>();
    private boolean closed;

    Cgroup(GroupName name, GroupFolders folders, int lock, CgroupParent parent) {
        this.name = name;
        this.folders = folders;
        this.lock = lock;
        this.parent = parent;
    }

    public GroupName name() {
        return name;
    }

    /** The group's folder: in v2 the only one, else that of the hierarchy that comes first. */
    public Path folder() {
        return folders.first();
    }

    /** Limits that this kernel does not have and that were left out, in Docker's words. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Sets limits; those that {@code limits} does not speak of stay as they are.
     *
     * @throws UserError if the kernel refuses one
     */
    public void apply(Limits limits) {
        for (Map.Entry<Hierarchy, Path> one : folders.byHierarchy().entrySet()) {
            List<Write> writes = new ArrayList<>(one.getKey().writes(limits));
            raiseSumFirst(one.getValue(), writes);
            writes.forEach(write -> apply(one.getValue(), write));
        }
        if (limits.devices() != null && folders.legacy(Controller.DEVICES) == null) {
            attach(limits.devices());
        }
    }

    /**
     * In v1 memory alone may at no moment be more than memory and swap together: who lowers both begins with memory, as the list
     * does, and who raises them above the sum that is there begins with the sum.
     */
    private static void raiseSumFirst(Path folder, List<Write> writes) {
        for (int i = 0; i + 1 < writes.size(); i++) {
            if (writes.get(i).file().equals("memory.limit_in_bytes")
                    && writes.get(i + 1).file().equals("memory.memsw.limit_in_bytes")) {
                String sum = ControlFile.read(folder.resolve(writes.get(i + 1).file()));
                if (sum != null && Long.parseLong(sum.strip()) < Long.parseLong(writes.get(i).value())) {
                    Collections.swap(writes, i, i + 1);
                    return;
                }
            }
        }
    }

    private void apply(Path folder, Write write) {
        try {
            ControlFile.write(folder.resolve(write.file()), write.value());
        } catch (SyscallException refused) {
            boolean notThere = refused.is(Errno.ENOENT);
            if (notThere && write.otherwise() != null) {
                apply(folder, write.otherwise());
            } else if (write.discarded() != null && (notThere || refused.is(Errno.EOPNOTSUPP))) {
                warnings.add(write.discarded());
            } else {
                throw new UserError(refused.getMessage() + hint(write, refused));
            }
        }
    }

    private static String hint(Write write, SyscallException refused) {
        boolean throttle = write.file().startsWith("blkio.throttle.") || write.file().equals("io.max");
        if (throttle && (refused.is(Errno.ENODEV) || refused.is(Errno.EINVAL))) {
            return ": only whole disks can be throttled; /proc/partitions names them";
        }
        if (write.file().startsWith("cpuset.") && (refused.is(Errno.EACCES) || refused.is(Errno.EINVAL))) {
            return ": the group above ours does not have all of these";
        }
        if (refused.is(Errno.ENOENT)) {
            return ": this kernel has no such limit";
        }
        return "";
    }

    private void attach(List<DeviceRule> rules) {
        try {
            int program = Linux.bpfLoad(DeviceProgram.PROGRAM_TYPE, DeviceProgram.of(rules).bytes());
            try {
                Linux.bpfAttach(lock, program, DeviceProgram.ATTACH_TYPE);
            } finally {
                Linux.close(program);
            }
        } catch (SyscallException refused) {
            // Docker's rules forbid an ordinary user nothing that the modes of the device files leave to him.
            boolean missed = Linux.geteuid() == 0 || !rules.equals(DeviceRule.DEFAULT);
            if (missed) {
                warnings.add("Devices are not limited (" + refused.getMessage()
                        + "): the kernel takes a BPF program only from who has CAP_BPF. Run as root.");
            }
        }
    }

    /** Puts a process into the group, with all its threads; its children will be born there. */
    public void add(int pid) {
        folders.all().forEach(folder -> ControlFile.addProcess(folder, pid));
    }

    /** How a child gets in before its first instruction. */
    public CgroupPlacement placement() {
        return new CgroupPlacement(folders, lock);
    }

    GroupFolders folders() {
        return folders;
    }

    /** An open descriptor of {@link #folder()}; it lives as long as the group. */
    int descriptor() {
        return lock;
    }

    public Statistics statistics() {
        return folders.statistics();
    }

    /** True if a process of the group was killed because the group had used up its memory. */
    public boolean wasOutOfMemory() {
        Statistics.MemoryUse memory = statistics().memory();
        return memory != null && memory.oomKills() > 0;
    }

    /** The living processes, those of groups below included, by their ids as we see them. */
    public Set<Integer> processes() {
        return folders.processes();
    }

    /** @throws UserError if a process cannot be stopped */
    public void freeze() {
        if (!Freezer.freeze(folders)) {
            throw new UserError("the processes " + processes()
                    + " cannot be frozen: one of them hangs in the kernel; /proc/PID/stack tells where");
        }
    }

    public void thaw() {
        Freezer.thaw(folders);
    }

    public boolean isFrozen() {
        return Freezer.isFrozen(folders);
    }

    /** Ends all processes by SIGKILL and waits until they are dead; frozen ones too, and those that are just being born. */
    public void kill() {
        GroupKill.kill(folders);
    }

    /** Ends all processes and removes the group. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                kill();
                folders.remove();
                parent.removeIfUnused();
            } finally {
                Linux.close(lock);
            }
        }
    }
}
