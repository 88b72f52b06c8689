package minidocker.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.syscall.CloneFlag;

/**
 * The kinds of namespaces, see namespaces(7).
 */
public enum Namespace {
    USER("user", CloneFlag.CLONE_NEWUSER, "users, groups, capabilities", "user_namespaces(7)"),
    MOUNT("mnt", CloneFlag.CLONE_NEWNS, "mounts", "mount_namespaces(7)"),
    UTS("uts", CloneFlag.CLONE_NEWUTS, "hostname, domain name", "uts_namespaces(7)"),
    IPC("ipc", CloneFlag.CLONE_NEWIPC, "System V IPC, message queues", "ipc_namespaces(7)"),
    PID("pid", CloneFlag.CLONE_NEWPID, "processes", "pid_namespaces(7)"),
    NETWORK("net", CloneFlag.CLONE_NEWNET, "network devices, addresses, ports", "network_namespaces(7)"),
    CGROUP("cgroup", CloneFlag.CLONE_NEWCGROUP, "the cgroup root", "cgroup_namespaces(7)"),
    TIME("time", CloneFlag.CLONE_NEWTIME, "boot and monotonic clock", "time_namespaces(7)");

    private final String file;
    private final CloneFlag flag;
    private final String shows;
    private final String manPage;

    Namespace(String file, CloneFlag flag, String shows, String manPage) {
        this.file = file;
        this.flag = flag;
        this.shows = shows;
        this.manPage = manPage;
    }

    /** The name of its link in /proc/PID/ns. */
    public String file() {
        return file;
    }

    public CloneFlag flag() {
        return flag;
    }

    /** What it has a version of its own of. */
    public String shows() {
        return shows;
    }

    public String manPage() {
        return manPage;
    }

    /**
     * Which one a process is in: two processes share it if the number is the same.
     *
     * @return the inode number, or null if this kernel has no such namespaces
     */
    public String inodeOf(int pid) {
        Path link = Path.of("/proc/" + pid + "/ns/" + file);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.substring(target.indexOf('[') + 1, target.length() - 1);
        } catch (java.nio.file.NoSuchFileException absent) {
            if (!Files.exists(Path.of("/proc/" + pid))) {
                throw new UserError("there is no process " + pid);
            }
            return null;
        } catch (IOException denied) {
            throw new UserError("the namespaces of process " + pid + " may not be read: it belongs to somebody else");
        }
    }
}
