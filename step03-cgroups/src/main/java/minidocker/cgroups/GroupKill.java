package minidocker.cgroups;

import java.nio.file.Path;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;

/**
 * Ends all processes of a group. To read cgroup.procs and send each a signal is not enough: a fork bomb makes new ones faster
 * than we read.
 */
final class GroupKill {
    private static final long MILLISECONDS = 10_000;
    private static final long FIRST_LOOK_MILLISECONDS = 200;

    private GroupKill() {}

    /** Returns when no living process is left; at once if there was none. */
    static void kill(GroupFolders group) {
        if (group.isEmpty()) {
            return;
        }
        if (killAtOnce(group) && Patience.until(group::isEmpty, FIRST_LOOK_MILLISECONDS)) {
            return;
        }
        boolean empty = Patience.until(() -> {
            killFrozen(group);
            return Patience.until(group::isEmpty, FIRST_LOOK_MILLISECONDS);
        }, MILLISECONDS);
        if (!empty) {
            throw new IllegalStateException("the processes " + group.processes() + " of " + group.first()
                    + " do not end after SIGKILL: they hang in the kernel; /proc/PID/stack tells where");
        }
    }

    /** {@code cgroup.kill}, Linux 5.14: the kernel also sees to those that are being forked at this moment. */
    static boolean killAtOnce(GroupFolders group) {
        Path unified = group.unified();
        boolean killed = unified != null && ControlFile.tryWrite(unified.resolve("cgroup.kill"), "1");
        // The freezer of v1, unlike that of v2, keeps even the dying.
        if (killed && group.legacy(Controller.FREEZER) != null && Freezer.isFrozen(group)) {
            Freezer.thaw(group);
        }
        return killed;
    }

    /** Where nobody moves nobody forks: freeze, signal all, and let them go on to their end. */
    static void killFrozen(GroupFolders group) {
        try {
            Freezer.freeze(group);
        } catch (SyscallException | IllegalStateException noFreezer) {
            // Then as it goes: the caller comes again until nobody is left.
        }
        for (int pid : group.processes()) {
            try {
                Linux.kill(pid, Signal.SIGKILL.number());
            } catch (SyscallException gone) {
                if (!gone.is(Errno.ESRCH)) {
                    throw gone;
                }
            }
        }
        try {
            Freezer.thaw(group);
        } catch (SyscallException | IllegalStateException gone) {
            // The group is gone, or there was no freezer to begin with.
        }
    }
}
