package minidocker.cgroups;

import java.util.List;
import minidocker.cli.UserError;
import minidocker.namespaces.ContainerRun;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallException;
import picocli.CommandLine.Command;

/** {@code enter} as in the step before, and what enters a container uses up what the container may use. */
@Command(name = "enter", description = "Run a program in the namespaces and the control group of a running container.",
        sortOptions = false, footer = {"", "'mini-docker namespaces' lists the processes that are containers."})
public final class EnterCommand extends minidocker.namespaces.EnterCommand {
    private CgroupPlacement group;

    @Override
    protected List<? extends ContainerRun.Addition> additions(int target) {
        group = find(target);
        return group == null ? List.of() : List.of(group);
    }

    /** Null for a container that runs without limits, or that ends just now: then there will be no process to join either. */
    private static CgroupPlacement find(int target) {
        try (CgroupParent parent = CgroupParent.find()) {
            return parent.groupOf(target).map(CgroupPlacement::joining).orElse(null);
        } catch (UserError noGroups) {
            return null;
        } catch (SyscallException gone) {
            if (gone.is(Errno.ENOENT)) {
                return null;
            }
            throw gone;
        }
    }

    @Override
    public Integer call() {
        try {
            return super.call();
        } finally {
            if (group != null) {
                group.close();
            }
        }
    }
}
