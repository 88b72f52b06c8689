package minidocker.cgroups;

import java.nio.file.Path;

/**
 * Stops all processes of a group where they stand, and lets them go on; they cannot see it, and no signal but SIGKILL in v2
 * reaches them meanwhile.
 */
final class Freezer {
    private static final long MILLISECONDS = 10_000;
    /** After so long v1 is asked anew. */
    private static final long STUCK_MILLISECONDS = 100;

    private Freezer() {}

    /** @return false if the group does not stand still after ten seconds; then it goes on */
    static boolean freeze(GroupFolders group) {
        Path legacy = group.legacy(Controller.FREEZER);
        boolean frozen = legacy != null ? freezeLegacy(legacy) : freezeUnified(unified(group));
        if (!frozen) {
            thaw(group);
        }
        return frozen;
    }

    // tag::freeze[]
    private static boolean freezeUnified(Path group) {
        ControlFile.write(group.resolve("cgroup.freeze"), "1");
        return Patience.until(() -> isFrozenUnified(group), MILLISECONDS);
    }

    /**
     * The state stays FREEZING while a process cannot be stopped: one that was just forked is missed until the kernel is asked
     * again, and one that waits for another that is frozen already (vfork(2), a page that a frozen process has to deliver) never
     * stops at all. Letting all run for a moment and trying again gets both unstuck.
     */
    private static boolean freezeLegacy(Path group) {
        Path state = group.resolve("freezer.state");
        for (long waited = 0; waited < MILLISECONDS; waited += STUCK_MILLISECONDS) {
            boolean frozen = Patience.until(() -> {
                ControlFile.write(state, "FROZEN");
                return isFrozenLegacy(group);
            }, STUCK_MILLISECONDS);
            if (frozen) {
                return true;
            }
            ControlFile.write(state, "THAWED");
        }
        return false;
    }
    // end::freeze[]

    static void thaw(GroupFolders group) {
        Path legacy = group.legacy(Controller.FREEZER);
        if (legacy != null) {
            ControlFile.write(legacy.resolve("freezer.state"), "THAWED");
        } else {
            ControlFile.write(unified(group).resolve("cgroup.freeze"), "0");
        }
    }

    static boolean isFrozen(GroupFolders group) {
        Path legacy = group.legacy(Controller.FREEZER);
        return legacy != null ? isFrozenLegacy(legacy) : isFrozenUnified(unified(group));
    }

    private static Path unified(GroupFolders group) {
        if (group.unified() == null) {
            throw new IllegalStateException("this machine has no freezer: neither the controller of cgroup v1 nor cgroup v2 is mounted");
        }
        return group.unified();
    }

    private static boolean isFrozenLegacy(Path group) {
        String state = ControlFile.read(group.resolve("freezer.state"));
        return state != null && state.strip().equals("FROZEN");
    }

    private static boolean isFrozenUnified(Path group) {
        return KeyedText.lines(ControlFile.read(group.resolve("cgroup.events"))).number("frozen") == 1;
    }
}
