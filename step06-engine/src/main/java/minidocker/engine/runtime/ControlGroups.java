package minidocker.engine.runtime;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import minidocker.cgroups.Cgroup;
import minidocker.cgroups.CgroupParent;
import minidocker.cgroups.Controller;
import minidocker.cgroups.GroupName;
import minidocker.cgroups.Hierarchies;
import minidocker.cgroups.Limits;
import minidocker.cgroups.NoControlGroups;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;

/** The control groups of an engine's containers, if it may make any. */
final class ControlGroups {
    private static final int ADOPTION_SECONDS = 10;
    private static final int ADOPTION_PAUSE_MILLIS = 20;
    /** To {@link CgroupParent#find}: somebody who has what was delegated to him, as root of a user namespace has. */
    private static final int ORDINARY = 1;

    private final CgroupParent groups;
    private final String why;

    private ControlGroups(CgroupParent groups, String why) {
        this.groups = groups;
        this.why = why;
    }

    /** @param name of the folder they are in */
    static ControlGroups find(String name) {
        try {
            int uid = UserMaps.weAreInUserNamespace() ? ORDINARY : Linux.geteuid();
            return new ControlGroups(CgroupParent.find(Hierarchies.ofThisMachine(), name, uid), "");
        } catch (NoControlGroups none) {
            return new ControlGroups(null, none.why());
        }
    }

    /** Why there are none; empty if there are. */
    Optional<String> missing() {
        return groups == null ? Optional.of(why) : Optional.empty();
    }

    /** @throws minidocker.cli.UserError if a limit is refused */
    Confinement create(String id, Limits limits) {
        return groups == null ? new SharedMounts(why) : new ControlGroup(groups.createLasting(new GroupName(id, ""), limits));
    }

    /** Rules for devices are no loss: who may make no groups may make no devices either. */
    static boolean limitsAnything(Limits limits) {
        Set<Controller> controllers = EnumSet.noneOf(Controller.class);
        controllers.addAll(limits.controllers());
        controllers.remove(Controller.DEVICES);
        return !controllers.isEmpty();
    }

    /**
     * Takes over what an earlier engine has made. A child of the dead engine's that had not come to its execve yet may hold the
     * lock for a moment longer than that did.
     *
     * @return null if nothing is left of it
     */
    Confinement adopt(String id, ProcessIdentity init) {
        if (groups == null) {
            SharedMounts shared = new SharedMounts(why);
            shared.holds(init);
            return init.isThere() ? shared : null;
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(ADOPTION_SECONDS);
        Cgroup group = groups.adopt(new GroupName(id, ""));
        while (group == null && init.isThere() && System.nanoTime() < giveUp) {
            try {
                Thread.sleep(ADOPTION_PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
            group = groups.adopt(new GroupName(id, ""));
        }
        return group == null ? null : new ControlGroup(group);
    }

    /** Takes away what dead containers left behind: all groups of ours but those of these ids. */
    void sweep(Set<String> livingIds) {
        if (groups == null) {
            return;
        }
        for (GroupName name : groups.groups()) {
            if (!livingIds.contains(name.id())) {
                Cgroup left = groups.adopt(name);
                if (left != null) {
                    left.close();
                }
            }
        }
    }
}
