package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Statistics;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;

/**
 * Where no control group may be made, as by most ordinary users: a container's processes are those that are in its mount namespace.
 * Nothing is limited or counted, but they can be found and ended, in a PID namespace of somebody else, too. A process that has made
 * a mount namespace of its own is missed there; in a PID namespace of the container's own the kernel ends it with the first.
 */
final class SharedMounts implements Confinement {
    private static final int PAUSE_MILLISECONDS = 2;

    private final String why;
    private String namespace = "";

    /** @param why there is no control group */
    SharedMounts(String why) {
        this.why = why;
    }

    @Override
    public CgroupPlacement placement() {
        return CgroupPlacement.none();
    }

    @Override
    public synchronized void holds(ProcessIdentity first) {
        namespace = namespace(first.pid());
    }

    /** Empty for one that is gone, and for one that is dead and was not waited for. */
    private static String namespace(int pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")).toString();
        } catch (IOException notOurs) {
            return "";
        }
    }

    @Override
    public synchronized Set<Integer> processes() {
        Set<Integer> found = new TreeSet<>();
        if (namespace.isEmpty()) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                int pid = Integer.parseInt(one.getFileName().toString());
                if (namespace(pid).equals(namespace)) {
                    found.add(pid);
                }
            }
        } catch (IOException unreadable) {
            throw new UserError("the processes cannot be listed: " + unreadable.getMessage());
        }
        return found;
    }

    @Override
    public Statistics statistics() {
        Set<Integer> processes = processes();
        return new Statistics(null, null, null, new Statistics.Tasks(processes.size(), minidocker.cgroups.MemoryLimits.UNLIMITED),
                null, java.util.Map.of());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void apply(Limits limits) {
        if (ControlGroups.limitsAnything(limits)) {
            throw new UserError("nothing can be limited: " + why);
        }
    }

    @Override
    public boolean wasOutOfMemory() {
        return false;
    }

    @Override
    public void freeze() {
        throw new UserError("only a control group can make processes stand still: " + why);
    }

    @Override
    public void thaw() {
        // They run.
    }

    @Override
    public boolean isFrozen() {
        return false;
    }

    /** Until none is left: what is born meanwhile is found the next time. */
    @Override
    public synchronized void kill() {
        for (Set<Integer> left = processes(); !left.isEmpty(); left = processes()) {
            left.forEach(SharedMounts::kill);
            try {
                Thread.sleep(PAUSE_MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void kill(int pid) {
        ProcessIdentity.of(pid).ifPresent(process -> {
            try {
                int pidfd = Linux.pidfdOpen(pid);
                try {
                    // Between the list and now the number may have become another's.
                    if (process.isThere()) {
                        Linux.pidfdSendSignal(pidfd, Signal.SIGKILL.number());
                    }
                } finally {
                    Linux.close(pidfd);
                }
            } catch (SyscallException gone) {
                // As it shall be.
            }
        });
    }

    @Override
    public void close() {
        kill();
    }
}
