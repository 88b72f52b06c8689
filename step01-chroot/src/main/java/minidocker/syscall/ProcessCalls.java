package minidocker.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Given;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Target;
import minidocker.syscall.Operand.Text;
import minidocker.syscall.Operand.Words;

/** Calls about processes: how they begin and end, who they are, which signals and namespaces they have. */
public final class ProcessCalls {
    private static final long SIGNAL_SET_SIZE = 8;

    private ProcessCalls() {}

    /**
     * {@code int execve(const char *pathname, char *const argv[], char *const envp[]);} execve(2). Environment entries are
     * {@code KEY=value}.
     */
    public static Call execve(String path, List<String> arguments, List<String> environment) {
        return Call.of(Syscall.EXECVE, new Argument("pathname", new Text(path)), new Argument("argv", argv(arguments)),
                new Argument("envp", strings(environment, "{" + environment.size() + " variables}")));
    }

    /**
     * {@code int execveat(int dirfd, const char *pathname, char *const argv[], char *const envp[], int flags);} execveat(2), of a
     * file that is open as {@code fd}.
     */
    public static Call execveat(Operand fd, List<String> arguments) {
        final long atEmptyPath = 0x1000;
        return Call.of(Syscall.EXECVEAT, new Argument("dirfd", fd), new Argument("pathname", new Text("")),
                new Argument("argv", argv(arguments)), new Argument("envp", strings(List.of(), "none")),
                new Argument("flags", new Symbol("AT_EMPTY_PATH", atEmptyPath)));
    }

    /** Of a long command line its beginning is shown. */
    private static Words argv(List<String> arguments) {
        final int enough = 200;
        StringBuilder shown = new StringBuilder();
        for (String argument : arguments) {
            shown.append(shown.length() == 0 ? "" : ", ").append(new Text(argument));
            if (shown.length() > enough) {
                shown.setLength(enough);
                shown.append("..., ").append(arguments.size()).append(" in all");
                break;
            }
        }
        return strings(arguments, "[" + shown + "]");
    }

    private static Words strings(List<String> texts, String shown) {
        List<Operand> words = new ArrayList<>();
        texts.forEach(text -> words.add(new Text(text)));
        words.add(Symbol.NULL);
        return new Words(List.copyOf(words), shown);
    }

    /** {@code void exit_group(int status);} exit_group(2). */
    public static Call exitGroup(Operand status) {
        return Call.of(Syscall.EXIT_GROUP, new Argument("status", status));
    }

    public static Call exitGroup(int status) {
        return exitGroup(new Int(status));
    }

    /**
     * {@code long clone3(struct clone_args *cl_args, size_t size);} clone(2). The new process goes on at the label, its maker
     * with the next call. CLONE_PARENT makes it the child of its maker's parent; it then inherits the signal that tells of its
     * end.
     *
     * @param pid where the kernel writes the new process's ID, by CLONE_PARENT_SETTID, before that process runs: the result comes
     *     later, when its maker runs again
     */
    static Call clone3(String label, Memory pid, CloneFlag... flags) {
        boolean siblings = (Flag.bitsOf(flags) & CloneFlag.CLONE_PARENT.bits()) != 0;
        Operand zero = new Int(0);
        Operand exitSignal = new Int(siblings ? 0 : Signal.SIGCHLD.number());
        Flags asked = Flags.of(CloneFlag.values(), flags);
        Flags bits = new Flags(asked.value() | CloneFlag.CLONE_PARENT_SETTID.bits(), asked.table());
        Words args = new Words(List.of(bits, zero, zero, pid, exitSignal, zero, zero, zero),
                "{flags=" + bits + " parent_tid=" + pid + "}");
        return Call.of(Syscall.CLONE3, new Argument("cl_args", args), new Argument("size", new Size(8L * args.words().size())),
                new Argument("new process at", new Target(label)));
    }

    /**
     * {@code int clock_gettime(clockid_t clockid, struct timespec *tp);} clock_getres(2), CLOCK_MONOTONIC: two words, seconds and
     * nanoseconds.
     */
    public static Call clockGettime(String memory) {
        return Call.of(Syscall.CLOCK_GETTIME, new Argument("clockid", new Symbol("CLOCK_MONOTONIC", 1)),
                new Argument("tp", new Memory(memory, 16)));
    }

    /** {@code int unshare(int flags);} unshare(2). */
    public static Call unshare(CloneFlag... flags) {
        return Call.of(Syscall.UNSHARE, new Argument("flags", Flags.of(CloneFlag.values(), flags)));
    }

    /** {@code int setns(int fd, int nstype);} setns(2). With a pidfd (Linux 5.8) several namespaces at once. */
    public static Call setns(Operand fd, CloneFlag... flags) {
        return Call.of(Syscall.SETNS, new Argument("fd", fd), new Argument("nstype", Flags.of(CloneFlag.values(), flags)));
    }

    /**
     * {@code int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options);} wait(2), for any child, without waiting.
     *
     * @param info 128 bytes; si_code stands at 8, si_pid at 16, si_status at 24
     */
    public static Call waitForAnyChild(Memory info) {
        return Call.of(Syscall.WAITID, new Argument("idtype", new Symbol("P_ALL", 0)), new Argument("id", new Int(0)),
                new Argument("infop", info),
                new Argument("options", new Symbol("WEXITED|WNOHANG", 5)));
    }

    /** {@code int kill(pid_t pid, int sig);} kill(2). */
    public static Call kill(Operand pid, Operand signal) {
        return Call.of(Syscall.KILL, new Argument("pid", pid), new Argument("sig", signal));
    }

    /**
     * {@code int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);} sigwaitinfo(2): any signal,
     * however long.
     */
    public static Call waitForSignal() {
        return Call.of(Syscall.RT_SIGTIMEDWAIT, new Argument("set", signals(-1L, "all")), new Argument("info", Symbol.NULL),
                new Argument("timeout", Symbol.NULL), new Argument("sigsetsize", new Size(SIGNAL_SET_SIZE)));
    }

    /** {@code int sigprocmask(int how, const sigset_t *set, sigset_t *oldset);} sigprocmask(2): every signal is blocked. */
    public static Call blockSignals() {
        return signalMask(signals(-1L, "all"));
    }

    /** {@code int sigprocmask(int how, const sigset_t *set, sigset_t *oldset);} sigprocmask(2): no signal is blocked. */
    public static Call unblockSignals() {
        return signalMask(signals(0, "none"));
    }

    private static Call signalMask(Bytes set) {
        return Call.of(Syscall.RT_SIGPROCMASK, new Argument("how", new Symbol("SIG_SETMASK", 2)), new Argument("set", set),
                new Argument("oldset", Symbol.NULL), new Argument("sigsetsize", new Size(SIGNAL_SET_SIZE)));
    }

    /**
     * {@code int sigaction(int signum, const struct sigaction *act, struct sigaction *oldact);} sigaction(2): the default, or
     * SIG_IGN.
     */
    public static Call disposition(Signal signal, boolean ignored) {
        Bytes action = new Bytes(words(ignored ? 1 : 0, 0, 0, 0), ignored ? "SIG_IGN" : "SIG_DFL");
        return Call.of(Syscall.RT_SIGACTION, new Argument("signum", new Symbol(signal.name(), signal.number())),
                new Argument("act", action),
                new Argument("oldact", Symbol.NULL), new Argument("sigsetsize", new Size(SIGNAL_SET_SIZE)));
    }

    private static Bytes signals(long set, String shown) {
        return new Bytes(words(set), shown);
    }

    private static byte[] words(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    /**
     * {@code int prctl(int option, unsigned long arg2, ...);} prctl(2): PR_SET_DUMPABLE; a process that is not dumpable cannot be
     * traced.
     */
    public static Call setDumpable(boolean dumpable) {
        return prctl("PR_SET_DUMPABLE", 4, new Int(dumpable ? 1 : 0));
    }

    /**
     * {@code int prctl(int option, unsigned long arg2, ...);} prctl(2): PR_SET_PDEATHSIG, when the thread that cloned us ends.
     */
    public static Call setParentDeathSignal(Signal signal) {
        return prctl("PR_SET_PDEATHSIG", 1, new Symbol(signal.name(), signal.number()));
    }

    private static Call prctl(String option, long number, Operand value) {
        return Call.of(Syscall.PRCTL, new Argument("option", new Symbol(option, number)), new Argument("arg2", value));
    }

    /** {@code int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit);} getrlimit(2). */
    public static Call setResourceLimit(String name, int resource, long soft, long hard) {
        return Call.of(Syscall.PRLIMIT64, new Argument("pid", new Int(0)), new Argument("resource", new Symbol(name, resource)),
                new Argument("new_limit", new Bytes(words(soft, hard), limit(soft) + ":" + limit(hard))),
                        new Argument("old_limit", Symbol.NULL));
    }

    private static String limit(long value) {
        return value == -1 ? "unlimited" : Long.toString(value);
    }

    /** {@code int setgroups(size_t size, const gid_t *list);} getgroups(2). */
    public static Call setgroups(List<Integer> groups) {
        ByteBuffer list = ByteBuffer.allocate(4 * groups.size()).order(ByteOrder.LITTLE_ENDIAN);
        groups.forEach(list::putInt);
        return Call.of(Syscall.SETGROUPS, new Argument("size", new Size(groups.size())),
                new Argument("list", new Bytes(list.array(), groups.toString())));
    }

    /** {@code int setresgid(gid_t rgid, gid_t egid, gid_t sgid);} setresuid(2). */
    public static Call setresgid(int gid) {
        return Call.of(Syscall.SETRESGID, new Argument("rgid", new Int(gid)), new Argument("egid", new Int(gid)),
                new Argument("sgid", new Int(gid)));
    }

    /** {@code int setresuid(uid_t ruid, uid_t euid, uid_t suid);} setresuid(2). */
    public static Call setresuid(int uid) {
        return Call.of(Syscall.SETRESUID, new Argument("ruid", new Int(uid)), new Argument("euid", new Int(uid)),
                new Argument("suid", new Int(uid)));
    }

    /** {@code pid_t setsid(void);} setsid(2). */
    public static Call setsid() {
        return Call.of(Syscall.SETSID);
    }

    /** {@code int sethostname(const char *name, size_t len);} gethostname(2). */
    public static Call sethostname(String name) {
        Text text = new Text(name);
        return Call.of(Syscall.SETHOSTNAME, new Argument("name", text), new Argument("len", new Size(text.bytes().length)));
    }

    /**
     * {@code int prctl(PR_CAPBSET_DROP, unsigned long cap);} capabilities(7): no execve in this process or its children gives
     * that capability again. EINVAL: the kernel does not know it.
     */
    public static Call dropFromBoundingSet(String name, int capability) {
        return prctl("PR_CAPBSET_DROP", 24, new Symbol(name, capability));
    }

    /**
     * {@code int capset(cap_user_header_t hdrp, const cap_user_data_t datap);} capget(2): effective and permitted become the
     * same, inheritable none.
     */
    public static Call capset(long capabilities, String shown) {
        final int version3 = 0x20080522;
        ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(version3);
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int half = 0; half < 2; half++) {
            int bits = (int) (capabilities >>> 32 * half);
            data.putInt(bits).putInt(bits).putInt(0);
        }
        return Call.of(Syscall.CAPSET, new Argument("hdrp", new Bytes(header.array(), "_LINUX_CAPABILITY_VERSION_3")),
                new Argument("datap", new Bytes(data.array(), "{effective=permitted=" + shown + " inheritable=none}")));
    }

    /**
     * {@code int capset(cap_user_header_t hdrp, const cap_user_data_t datap);} capget(2): each of the three sets that it can set.
     */
    public static Call capset(CapabilityBits effective, CapabilityBits permitted, CapabilityBits inheritable) {
        final int version3 = 0x20080522;
        ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(version3);
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int half = 0; half < 2; half++) {
            data.putInt((int) (effective.bits() >>> 32 * half)).putInt((int) (permitted.bits() >>> 32 * half))
                    .putInt((int) (inheritable.bits() >>> 32 * half));
        }
        String shown = effective.equals(permitted) ? "effective=permitted=" + permitted.shown()
                : "effective=" + effective.shown() + " permitted=" + permitted.shown();
        return Call.of(Syscall.CAPSET, new Argument("hdrp", new Bytes(header.array(), "_LINUX_CAPABILITY_VERSION_3")),
                new Argument("datap", new Bytes(data.array(), "{" + shown + " inheritable=" + inheritable.shown() + "}")));
    }

    /** A set of capabilities as capset(2) takes it, a bit each, and its names for a reader. */
    public record CapabilityBits(long bits, String shown) {}

    /**
     * {@code int prctl(PR_SET_KEEPCAPS, unsigned long keep);} capabilities(7): the permitted capabilities outlive the change to a
     * user that is not root; execve(2) ends it.
     */
    public static Call keepCapabilities() {
        return prctl("PR_SET_KEEPCAPS", 8, new Int(1));
    }

    /**
     * {@code int prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);} capabilities(7): any program that is executed has this
     * capability. EPERM: it is not both permitted and inheritable.
     */
    public static Call raiseAmbient(String name, int capability) {
        return Call.of(Syscall.PRCTL, new Argument("option", new Symbol("PR_CAP_AMBIENT", 47)),
                new Argument("arg2", new Symbol("PR_CAP_AMBIENT_RAISE", 2)), new Argument("arg3", new Symbol(name, capability)),
                new Argument("arg4", new Size(0)), new Argument("arg5", new Size(0)));
    }

    /** {@code int prctl(PR_SET_NAME, const char *name);} prctl(2): what ps(1) shows, 15 bytes at most. */
    public static Call setName(String name) {
        return prctl("PR_SET_NAME", 15, new Text(name));
    }

    /** {@code int prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);} prctl(2): no execve gives more than there is, for good. */
    public static Call setNoNewPrivileges() {
        return prctl("PR_SET_NO_NEW_PRIVS", 38, new Int(1));
    }

    /** {@code long keyctl(KEYCTL_JOIN_SESSION_KEYRING, const char *name);} keyctl(2): a new and empty one of that name. */
    public static Call joinSessionKeyring(String name) {
        return Call.of(Syscall.KEYCTL, new Argument("operation", new Symbol("KEYCTL_JOIN_SESSION_KEYRING", 1)),
                new Argument("name", new Text(name)));
    }

    /** {@code int setdomainname(const char *name, size_t len);} getdomainname(2). */
    public static Call setdomainname(String name) {
        Text text = new Text(name);
        return Call.of(Syscall.SETDOMAINNAME, new Argument("name", text), new Argument("len", new Size(text.bytes().length)));
    }

    /** {@code int socket(int domain, int type, int protocol);} socket(2): AF_INET, for an ioctl about an interface. */
    public static Call interfaceSocket() {
        return Call.of(Syscall.SOCKET, new Argument("domain", new Symbol("AF_INET", 2)),
                new Argument("type", new Symbol("SOCK_DGRAM|SOCK_CLOEXEC", 2 | 02000000)),
                new Argument("protocol", new Size(0)));
    }

    /** A number that the parent supplies when the program starts. */
    public static Operand given(String name) {
        return new Given(name);
    }

    /** {@code mode_t umask(mode_t mask);} umask(2). */
    public static Call umask(int mask) {
        return Call.of(Syscall.UMASK, new Argument("mask", new Operand.Mode(mask)));
    }
}
