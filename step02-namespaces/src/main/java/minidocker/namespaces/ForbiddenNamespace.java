package minidocker.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;

/** Why clone3(2) refused a namespace. EPERM and ENOSPC have several reasons, and each has its own remedy. */
public final class ForbiddenNamespace {
    private ForbiddenNamespace() {}

    static RuntimeException explain(SyscallException failure, ContainerSpec spec) {
        return explain(failure, spec.has(Namespace.USER));
    }

    /** @param withUser whether a user namespace was among those asked for */
    public static RuntimeException explain(SyscallException failure, boolean withUser) {
        if (!failure.getMessage().startsWith("clone3")) {
            return failure;
        }
        if (failure.is(Errno.ENOSYS)) {
            return new UserError("this kernel has no clone3, or a seccomp filter hides it: mini-docker needs Linux 5.5, and within Docker --security-opt seccomp=unconfined");
        }
        if (failure.is(Errno.ENOSPC)) {
            return new UserError("no more namespaces may be made: raise the limits in /proc/sys/user/max_*_namespaces (sysctl -w user.max_user_namespaces=15000)");
        }
        if (failure.is(Errno.EPERM) && !withUser) {
            return new UserError(Linux.geteuid() == 0 ? "this root may not make namespaces, which takes the capability CAP_SYS_ADMIN: add '--userns private', or, if we are in"
                    + " a container ourselves, give that one more rights"
                            : "namespaces need root, or a user namespace around them: leave out '--userns host'");
        }
        if (failure.is(Errno.EPERM) || failure.is(Errno.EACCES)) {
            return new UserError("this machine forbids user namespaces to you: " + remedy());
        }
        return failure;
    }

    /** What to do where user namespaces are forbidden, or bring no rights. */
    public static String remedy() {
        if (reads("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")) {
            return "AppArmor restricts them; 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0' lifts that";
        }
        if (reads("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
            return "'sudo sysctl -w kernel.unprivileged_userns_clone=1' allows them";
        }
        return Linux.geteuid() == 0 ? "perhaps we are in a chroot, or in a container that may not"
                : "run as root, or ask who looks after it; 'mini-docker doctor' tells more";
    }

    private static boolean reads(String file, String value) {
        try {
            return Files.readString(Path.of(file)).strip().equals(value);
        } catch (IOException absent) {
            return false;
        }
    }
}
