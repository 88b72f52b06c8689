package minidocker.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.syscall.SyscallProgram;

/**
 * A user namespace with one user in it: root inside is the ordinary user outside. It gives all capabilities over what belongs to
 * it, CAP_SYS_CHROOT included. Step 2 has user namespaces in full.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public final class UserNamespace {
    /** The gate at which the child waits for its maps. */
    public static final String GATE = "maps";

    private UserNamespace() {}

    /** The child waits until it is somebody in its new namespace. */
    public static SyscallProgram awaitMaps(SyscallProgram program) {
        return program.waitForParent(GATE, "until the parent has written our user and group maps: before that we are nobody");
    }

    // tag::map-single[]
    /**
     * Maps one ID inside to one outside. A group map of an ordinary user's wants {@code deny} in /proc/PID/setgroups first: else
     * leaving a group would give access that the group is denied.
     */
    public static void mapSingle(int pid, int uidInside, int uidOutside, int gidInside, int gidOutside) {
        Path process = Path.of("/proc/" + pid);
        try {
            Files.writeString(process.resolve("setgroups"), "deny");
            Files.writeString(process.resolve("uid_map"), uidInside + " " + uidOutside + " 1\n");
            Files.writeString(process.resolve("gid_map"), gidInside + " " + gidOutside + " 1\n");
        } catch (IOException refused) {
            throw new UserError("the kernel refused the ID map of the user namespace (" + refused.getMessage()
                    + "): see 'mini-docker doctor' for what this machine allows");
        }
    }
    // end::map-single[]
}
