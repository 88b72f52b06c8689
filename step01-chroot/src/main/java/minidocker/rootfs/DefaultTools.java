package minidocker.rootfs;

import java.util.Arrays;
import java.util.List;

/**
 * What a root filesystem has in it when nothing else is asked for: a shell, and what one looks around with in a container.
 *
 * <p>Each tool is the host's own if the host has it, and BusyBox's only if not. A student then meets the same ls and ps
 * inside as outside, so that any difference in what they show is the container's doing; and the dynamic programs show what a
 * root filesystem is for. It costs some 30 MB instead of BusyBox's 2, and a fraction of a second. BusyBox fills the gaps of
 * small machines (no ip, no ps), and where there is one all of it can be had as {@code busybox NAME}.
 *
 * <p>No reboot, halt, poweroff or init, neither of the host's nor of BusyBox's: in a mere chroot they would do it to the
 * machine.
 */
final class DefaultTools {
    private DefaultTools() {}

    /** One that is missing is worth telling. */
    static final List<String> EXPECTED = words("""
            sh
            ls cat echo printf cp mv rm mkdir rmdir ln touch chmod chown stat readlink find du df dd mknod mktemp tar gzip
            grep sed awk head tail wc sort uniq cut tr tee xargs seq
            id whoami hostname uname date env pwd sleep true false test [ kill ps top free uptime stty tty clear
            mount umount chroot ip
            """);

    /** Nice to have where the host has them. */
    static final List<String> WELCOME = words("""
            bash more less vi which dirname basename realpath expr yes nproc timeout nohup nice chgrp mkfifo sync split od
            md5sum sha256sum base64 cmp diff comm paste tac rev nl truncate install xz bzip2 hexdump
            groups getent pgrep pkill w watch vmstat ldd reset tput setsid taskset ionice renice
            mountpoint findmnt losetup unshare nsenter pivot_root setpriv capsh prlimit dmesg sysctl
            ss ping nc nslookup ifconfig route
            """);

    /** The packages that a note about missing tools names. */
    static final String ADVICE = "install busybox-static, or procps and iproute2, and make it again";

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+"));
    }
}
