package minidocker.doctor;

import java.util.ArrayList;
import java.util.List;
import minidocker.doctor.Finding.Question;
import minidocker.syscall.Errno;

/** Judges who we are, and what an ordinary user may become: root in a user namespace, with a range of IDs. */
final class UserFindings {
    static final String CLONE_SETTING = "kernel.unprivileged_userns_clone";
    static final String MAX_SETTING = "user.max_user_namespaces";
    static final String APPARMOR_SETTING = "kernel.apparmor_restrict_unprivileged_userns";
    private static final long RANGE = 65536;

    private static final Question USER = new Question("user", "every step: chroot and mounts want privileges");
    private static final Question USER_NAMESPACES = new Question("user namespaces",
            "every step for an ordinary user: root in there");
    private static final Question SUBORDINATE = new Question("subordinate IDs", "ordinary users: containers with several users");
    private static final Question MAP_TOOLS = new Question("newuidmap", "ordinary users: gives containers those IDs");

    /**
     * The three switches, each as its file below /proc/sys has it; empty where there is none.
     *
     * @param unprivilegedClone {@value #CLONE_SETTING}, Debian's: 0 forbids
     * @param most {@value #MAX_SETTING}: 0 forbids
     * @param apparmor {@value #APPARMOR_SETTING}, Ubuntu's: 1 leaves a namespace without capabilities
     */
    record Switches(String unprivilegedClone, String most, String apparmor) {}

    private UserFindings() {}

    /**
     * @param name the login name
     * @param uidMap the text of /proc/self/uid_map: outside of user namespaces, it maps every ID to itself
     */
    static Finding user(ProcessStatus status, String name, String uidMap) {
        if (!status.isRoot()) {
            return USER.ok(name + " (" + status.uid() + "), an ordinary user: see user namespaces");
        }
        List<String> without = new ArrayList<>();
        if (!status.may(ProcessStatus.CAP_SYS_CHROOT)) {
            without.add("CAP_SYS_CHROOT");
        }
        if (!status.may(ProcessStatus.CAP_SYS_ADMIN)) {
            without.add("CAP_SYS_ADMIN");
        }
        if (!uidMap.isBlank() && !uidMap.strip().matches("0\\s+0\\s+4294967295")) {
            return USER.limited("root of a user namespace; all that follows is judged from in there",
                    "to hear of the machine itself, start doctor outside");
        }
        return without.isEmpty() ? USER.ok("root")
                : USER.limited("root, but without " + String.join(" and ", without),
                        "this looks like a container: start it with docker run --privileged");
    }

    static Finding userNamespaces(ProcessStatus status, Switches switches, NamespaceTrial trial, Distribution distribution) {
        Question question = USER_NAMESPACES.essentialIf(!status.isRoot());
        boolean noMore = switches.most().strip().equals("0");
        boolean rootOnly = switches.unprivilegedClone().strip().equals("0");
        boolean apparmor = switches.apparmor().strip().equals("1");
        if (trial.create() instanceof Attempt.NotTried not) {
            return question.limited("not found out: " + not.why(), "try again");
        }
        if (!trial.create().worked()) {
            return noMore ? question.missing(MAX_SETTING + " is 0", distribution.sysctl(MAX_SETTING + "=15000"))
                    : rootOnly ? question.missing(CLONE_SETTING + " is 0", distribution.sysctl(CLONE_SETTING + "=1"))
                            : apparmor ? question.missing("AppArmor forbids them to ordinary users", liftAppArmor(distribution))
                                    : question.missing(trial.create().why(), whyNotCreated(trial.create(), distribution));
        }
        boolean powerless = !trial.map().worked() || !trial.chroot().worked() && !trial.tmpfs().worked();
        if (powerless) {
            Attempt first = trial.map().worked() ? trial.tmpfs() : trial.map();
            return apparmor
                    ? question.missing("can be made, but AppArmor takes away all capabilities in them",
                    liftAppArmor(distribution))
                    : question.missing("can be made, but not used: " + first.why(), "look for a security module's refusal with "
                            + distribution.asRoot("dmesg") + "; in a container, start it with docker run --privileged");
        }
        if (!trial.chroot().worked() || !trial.tmpfs().worked()) {
            Attempt failed = trial.chroot().worked() ? trial.tmpfs() : trial.chroot();
            return question.limited("usable in part: " + failed.why(), apparmor ? liftAppArmor(distribution)
                    : "look for a security module's refusal with " + distribution.asRoot("dmesg"));
        }
        if (status.isRoot() && rootOnly) {
            return question.limited("for root alone: " + CLONE_SETTING + " is 0", distribution.sysctl(CLONE_SETTING + "=1"));
        }
        if (status.isRoot() && apparmor) {
            return question.limited("for root; AppArmor restricts ordinary users", liftAppArmor(distribution));
        }
        return question.ok("tried: chroot and mounts work in one");
    }

    private static String liftAppArmor(Distribution distribution) {
        return distribution.sysctl(APPARMOR_SETTING + "=0")
                + " (for all programs), or an AppArmor profile for java with the rule userns";
    }

    private static String whyNotCreated(Attempt create, Distribution distribution) {
        if (create.refusedWith(Errno.EINVAL)) {
            return "use a kernel built with CONFIG_USER_NS, as all distributions' are";
        }
        if (create.refusedWith(Errno.ENOSPC) || create.refusedWith(Errno.EUSERS)) {
            return "there are too many, or too many one in another: " + distribution.sysctl(MAX_SETTING + "=15000");
        }
        if (create.refusedWith(Errno.EPERM) || create.refusedWith(Errno.EACCES)) {
            return "a chroot, a seccomp filter or a security module forbids it; in a container, start that with docker run --privileged";
        }
        if (create.refusedWith(Errno.ENOSYS)) {
            return "make clone3 work first";
        }
        return "see the errors in user_namespaces(7) and clone(2)";
    }

    /** @param ranges of user IDs and of group IDs, from /etc/subuid and /etc/subgid */
    static Finding subordinateIds(ProcessStatus status, String name, SubordinateRanges uids, SubordinateRanges gids,
            Distribution distribution) {
        long free = Math.max(uids.firstFree(), gids.firstFree());
        String range = free + "-" + (free + RANGE - 1);
        String add = "usermod --add-subuids " + range + " --add-subgids " + range + " ";
        if (status.isRoot()) {
            List<String> owners = uids.owners();
            return owners.isEmpty() ? SUBORDINATE.limited("root needs none, and no ordinary user has any", add + "USER")
                    : SUBORDINATE.ok("root needs none; " + String.join(", ", owners)
                            + (owners.size() == 1 ? " has a range" : " have ranges"));
        }
        long users = uids.size(name, status.uid());
        long groups = gids.size(name, status.uid());
        if (users == 0 || groups == 0) {
            String file = users > 0 ? "/etc/subgid" : groups > 0 ? "/etc/subuid" : "/etc/subuid and /etc/subgid";
            return SUBORDINATE.missing(name + " has no range in " + file + ": a container has one user, root",
                    distribution.asRoot(add + name));
        }
        if (Math.min(users, groups) < RANGE) {
            return SUBORDINATE.limited(users + " user IDs and " + groups + " group IDs; most images want " + RANGE,
                    distribution.asRoot(add + name));
        }
        return SUBORDINATE.ok(users + " user IDs, " + groups + " group IDs");
    }

    /** @param trial of both tools on a child of ours, as an ordinary user who has ranges */
    static Finding mapTools(ProcessStatus status, MapTool uidTool, MapTool gidTool, Attempt trial, Distribution distribution) {
        String install = distribution.install("uidmap", "shadow-utils");
        if (!uidTool.isThere() || !gidTool.isThere()) {
            String absent = uidTool.isThere() ? gidTool.name() : gidTool.isThere() ? uidTool.name() : "newuidmap and newgidmap";
            return status.isRoot() ? MAP_TOOLS.limited("no " + absent + "; root needs none, ordinary users do", install)
                    : MAP_TOOLS.missing("no " + absent, install);
        }
        for (MapTool tool : List.of(uidTool, gidTool)) {
            if (!tool.isPrivileged()) {
                return MAP_TOOLS.limited(tool.path() + " has no privilege to write maps with",
                        distribution.asRoot("chmod u+s " + tool.path()));
            }
        }
        if (!status.isRoot() && status.noNewPrivileges()) {
            return MAP_TOOLS.limited("there, but this process may gain no privileges (no_new_privs)",
                    "start it from a plain login; in a container, without --security-opt no-new-privileges");
        }
        if (trial instanceof Attempt.Refused refused) {
            return MAP_TOOLS.limited("tried: " + refused.words(),
                    "see newuidmap(1); the ranges in /etc/subuid and /etc/subgid must fit");
        }
        return MAP_TOOLS.ok(trial.worked() ? "newuidmap and newgidmap; tried: work" : "newuidmap and newgidmap");
    }
}
