package minidocker.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import minidocker.doctor.Finding.Question;
import minidocker.syscall.Errno;

/** Judges the kernel itself: how new it is, on which processor, and whether it lets us make a process at all. */
final class KernelFindings {
    static final KernelVersion NEEDED = new KernelVersion(5, 5);
    static final KernelVersion WANTED = new KernelVersion(5, 12);

    private static final String RUN_PRIVILEGED = "this looks like a container: start it with docker run --privileged";
    private static final Question KERNEL = new Question("kernel", "every step: clone3 with CLONE_CLEAR_SIGHAND", true);
    private static final Question ARCHITECTURE = new Question("architecture", "every step: calls and machine code are its own",
            true);
    private static final Question CLONE3 = new Question("clone3", "every step: makes a container's first process", true);
    private static final Question NAMESPACES = new Question("namespaces", "step 2: a container sees resources of its own", true);
    private static final Question SECCOMP = new Question("seccomp", "no step yet: Docker and Podman refuse calls by it");

    private KernelFindings() {}

    /**
     * @param system the property os.name
     * @param release as {@code uname -r} prints it, empty if nobody knows
     */
    static Finding kernel(String system, String release) {
        if (!system.equals("Linux")) {
            return KERNEL.missing(system + " has none of the calls that containers are made of",
                    "run it in a virtual machine with Linux, for example from Lima, Multipass or WSL 2");
        }
        String shown = release.strip();
        Optional<KernelVersion> version = KernelVersion.parse(shown);
        if (version.isEmpty()) {
            return KERNEL.limited("its version cannot be read" + (shown.isEmpty() ? "" : " from " + shown), "check uname -r: "
                    + NEEDED + " is needed, "
                    + WANTED + " wanted");
        }
        if (version.get().isBefore(NEEDED)) {
            boolean firstWsl = release.contains("Microsoft");
            return KERNEL.missing("Linux " + shown + "; " + NEEDED + " is needed",
                    firstWsl ? "this is WSL 1: in Windows, wsl --set-version DISTRIBUTION 2" : newer());
        }
        if (version.get().isBefore(WANTED)) {
            return KERNEL.limited("Linux " + shown + "; " + WANTED
                    + " has read-only mounts, overlayfs for ordinary users and CLOSE_RANGE_CLOEXEC as well", newer());
        }
        return KERNEL.ok("Linux " + shown);
    }

    private static String newer() {
        return "take a newer kernel or release (Debian 12, Ubuntu 22.04 and all supported Fedoras have one) and reboot";
    }

    /** @param name the property os.arch */
    static Finding architecture(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> ARCHITECTURE.ok("x86_64");
            case "aarch64" -> ARCHITECTURE.ok("aarch64");
            case "x86", "i386", "i486", "i586", "i686", "arm" -> ARCHITECTURE.missing(name + ", a Java of 32 bits",
                    "use a 64-bit Java: mini-docker knows x86_64 and aarch64");
            default -> ARCHITECTURE.missing(name.isBlank() ? "unknown" : name,
                    "use a machine with an x86_64 or aarch64 processor");
        };
    }

    /** @param trial a clone3 without a namespace, which needs no privilege */
    static Finding clone3(Attempt trial, ProcessStatus status, String release) {
        if (trial.worked()) {
            return CLONE3.ok("tried: works");
        }
        if (trial instanceof Attempt.NotTried not) {
            return CLONE3.limited("not found out: " + not.why(), "try again");
        }
        boolean newEnough = KernelVersion.parse(release).map(version -> !version.isBefore(NEEDED)).orElse(false);
        if (trial.refusedWith(Errno.ENOSYS) || trial.refusedWith(Errno.EPERM) && status.seccomp() == 2) {
            return newEnough
                    ? CLONE3.missing("the kernel has it, and a seccomp filter forbids it", RUN_PRIVILEGED
                    + ", or --security-opt seccomp=unconfined")
                    : CLONE3.missing("the kernel does not have it", newer());
        }
        if (trial.refusedWith(Errno.EINVAL)) {
            return CLONE3.missing("the kernel does not know CLONE_CLEAR_SIGHAND", newer());
        }
        if (trial.refusedWith(Errno.EAGAIN)) {
            return CLONE3.missing("no more processes may be started",
                    "end some, or raise the limit: ulimit -u, or pids.max of the cgroup");
        }
        return CLONE3.missing(trial.why(),
                "see the clone3 errors in clone(2); a security module or a filter may stand in the way");
    }

    /**
     * @param kinds the names in /proc/self/ns
     * @param trial for root, making some; for an ordinary user that belongs to the user namespace, and this is null
     */
    static Finding namespaces(Set<String> kinds, Attempt trial) {
        List<String> absent = new ArrayList<>();
        for (String kind : List.of("mnt", "pid", "uts", "ipc", "net", "cgroup")) {
            if (!kinds.contains(kind)) {
                absent.add(kind);
            }
        }
        if (absent.contains("mnt") || absent.contains("pid")) {
            return NAMESPACES.missing("the kernel has no " + String.join(", ", absent),
                    "use a kernel built with CONFIG_NAMESPACES, as all distributions' are, and see that /proc is mounted");
        }
        if (trial instanceof Attempt.Refused refused) {
            return NAMESPACES.missing("may not be made: " + refused.words(), RUN_PRIVILEGED);
        }
        if (!absent.isEmpty()) {
            return NAMESPACES.limited("the kernel has no " + String.join(", ", absent), "use a distribution's own kernel");
        }
        String all = "mnt, pid, uts, ipc, net, cgroup" + (kinds.contains("user") ? ", user" : "")
                + (kinds.contains("time") ? ", time" : "");
        return NAMESPACES.ok(all + (trial != null && trial.worked() ? "; tried: works" : ""));
    }

    /** @param actions the text of /proc/sys/kernel/seccomp/actions_avail, empty if there is none */
    static Finding seccomp(ProcessStatus status, String actions) {
        if (status.seccomp() < 0 || actions.isBlank()) {
            return SECCOMP.missing(status.seccomp() < 0 ? "the kernel was built without" : "the kernel was built without filters",
                    "use a kernel with CONFIG_SECCOMP_FILTER, as all distributions' are");
        }
        if (status.seccomp() != 0) {
            return SECCOMP.limited("there, but this process is under a filter itself: some calls may be refused", RUN_PRIVILEGED);
        }
        boolean tellsUs = (" " + actions.strip() + " ").contains(" user_notif ");
        return SECCOMP.ok(tellsUs ? "filters, with notification" : "filters");
    }
}
