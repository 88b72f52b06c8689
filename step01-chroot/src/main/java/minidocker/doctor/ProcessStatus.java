package minidocker.doctor;

import java.util.HashMap;
import java.util.Map;

/**
 * What the kernel says of a process in /proc/PID/status.
 *
 * @param uid the effective user ID
 * @param capabilities the effective ones, a bit each by its number in capabilities(7)
 * @param seccomp 0 without, 1 strict, 2 under a filter; -1 if the kernel does not say, which means that it was built without
 * @param noNewPrivileges set-user-ID programs give nothing to this process (PR_SET_NO_NEW_PRIVS)
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
record ProcessStatus(long uid, long capabilities, int seccomp, boolean noNewPrivileges) {
    static final int CAP_SETGID = 6;
    static final int CAP_SETUID = 7;
    static final int CAP_SYS_CHROOT = 18;
    static final int CAP_SYS_ADMIN = 21;

    /** Lines that are not there count as "no": kernels differ in what they tell. */
    static ProcessStatus parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        // Uid: real, effective, saved, filesystem.
        String[] uids = fields.getOrDefault("Uid", "").split("\\s+");
        return new ProcessStatus(number(uids.length > 1 ? uids[1] : "", 10, 65534),
                number(fields.getOrDefault("CapEff", ""), 16, 0),
                (int) number(fields.getOrDefault("Seccomp", ""), 10, -1), fields.getOrDefault("NoNewPrivs", "0").equals("1"));
    }

    private static long number(String text, int radix, long otherwise) {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    boolean isRoot() {
        return uid == 0;
    }

    boolean may(int capability) {
        return (capabilities >>> capability & 1) != 0;
    }
}
