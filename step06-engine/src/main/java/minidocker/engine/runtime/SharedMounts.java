package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.Statistics;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;

/**
 * Where no control group may be made, as by most ordinary users: a container's processes are those that are in its mount namespace.
 * Nothing is limited, but they can be counted, stopped and ended, in a PID namespace of somebody else, too. A process that has made
 * a mount namespace of its own is missed there; in a PID namespace of the container's own the kernel ends it with the first.
 */
final class SharedMounts implements Confinement {
    private static final int PAUSE_MILLISECONDS = 2;

    private final String why;
    private String namespace = "";
    private boolean frozen;

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
        Set<Integer> there = processes();
        frozen = !there.isEmpty() && there.stream().allMatch(SharedMounts::isStopped);
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
        return new Statistics(null, null, null, new Statistics.Tasks(processes.size(), MemoryLimits.UNLIMITED),
                null, Map.of());
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

    /** By SIGSTOP, which no process can refuse; unlike with a control group its parent can see it. */
    @Override
    public synchronized void freeze() {
        signalUntil(Signal.SIGSTOP, () -> processes().stream().allMatch(SharedMounts::isStopped));
        frozen = true;
    }

    @Override
    public synchronized void thaw() {
        processes().forEach(pid -> signal(pid, Signal.SIGCONT));
        frozen = false;
    }

    @Override
    public synchronized boolean isFrozen() {
        return frozen;
    }

    @Override
    public synchronized void kill() {
        signalUntil(Signal.SIGKILL, () -> processes().isEmpty());
    }

    /** Again and again: who is born meanwhile is found the next time. */
    private void signalUntil(Signal signal, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            processes().forEach(pid -> signal(pid, signal));
            try {
                Thread.sleep(PAUSE_MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isStopped(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException gone) {
            return true;
        }
    }

    private void signal(int pid, Signal signal) {
        int pidfd;
        try {
            pidfd = Linux.pidfdOpen(pid);
        } catch (SyscallException gone) {
            return;
        }
        try {
            // Looked at again, now that the number cannot become another's any more.
            if (namespace(pid).equals(namespace)) {
                Linux.pidfdSendSignal(pidfd, signal.number());
            }
        } finally {
            Linux.close(pidfd);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
