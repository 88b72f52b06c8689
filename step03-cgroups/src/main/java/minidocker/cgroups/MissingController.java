package minidocker.cgroups;

import java.util.EnumSet;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;

/** A limit is refused where nothing could hold it: never does a container run without what was asked for. */
final class MissingController {
    private MissingController() {}

    /**
     * @param there the controllers that a group can have, or has
     * @throws UserError with what to do, if one is not among them that the limits need
     */
    static void check(Limits limits, Set<Controller> there, boolean unified) {
        Set<Controller> missing = EnumSet.noneOf(Controller.class);
        missing.addAll(limits.controllers());
        missing.removeAll(there);
        if (!missing.isEmpty()) {
            Controller first = missing.iterator().next();
            boolean delegated = unified && Linux.geteuid() != 0;
            throw new UserError("this limit needs the controller " + (unified ? first.unifiedName() : first.legacyName())
                    + ", which "
                    + (delegated
                            ? "is not delegated to you: as root, put Delegate=cpu cpuset io memory pids under [Service] into "
                            + "/etc/systemd/system/user@.service.d/delegate.conf, and log in again"
                            : "this machine does not offer: " + there
                                    + " are there; the kernel may have been started with cgroup_disable="));
        }
    }
}
