package minidocker.overlay;

import static minidocker.syscall.ProcessCalls.exitGroup;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.chroot.UserNamespace;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxMounts;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * Mounts of layers in which the owners are shifted as a user namespace's maps say, open as long as this is: mount_setattr(2),
 * "ID-mapped mounts". Only root outside of all user namespaces can make them, whatever the maps.
 */
final class IdMappedLayers implements AutoCloseable {
    /** Before Linux 5.19 overlayfs refuses such a mount as a layer. */
    private static final int MAJOR = 5;
    private static final int MINOR = 19;
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

    private final Map<String, Integer> mounts = new LinkedHashMap<>();
    private String whyNot;

    private IdMappedLayers() {}

    /** Whether the layers' owners have to be shifted at all: where an ordinary user has unpacked them, all is that user's. */
    static boolean areWanted(UserMaps maps) {
        return maps != null && Linux.geteuid() == 0 && !UserMaps.weAreInUserNamespace();
    }

    /** None, if it is not possible here; then {@link #whyNot()} says why. */
    static IdMappedLayers open(List<Path> layers, UserMaps maps) {
        IdMappedLayers opened = new IdMappedLayers();
        if (!overlayTakesThem(System.getProperty("os.version"))) {
            opened.whyNot = "overlayfs takes ID-mapped layers from Linux " + MAJOR + "." + MINOR + " on";
            return opened;
        }
        int userNamespace = -1;
        try {
            userNamespace = userNamespace(maps);
            for (int i = 0; i < layers.size(); i++) {
                int mount = LinuxMounts.openTree(layers.get(i).toString());
                opened.mounts.put(IdMappedRoot.name(i), mount);
                LinuxMounts.mapIds(mount, userNamespace);
            }
        } catch (SyscallException refused) {
            opened.close();
            opened.mounts.clear();
            opened.whyNot = "the filesystem of the layers has no ID-mapped mounts (" + refused.getMessage() + ")";
        } finally {
            if (userNamespace >= 0) {
                Linux.close(userNamespace);
            }
        }
        return opened;
    }

    static boolean overlayTakesThem(String release) {
        Matcher numbers = RELEASE.matcher(release);
        if (!numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > MAJOR || major == MAJOR && Integer.parseInt(numbers.group(2)) >= MINOR;
    }

    /** The kernel takes the maps from a user namespace: any will do that has the same ones, and this one is gone with its descriptor. */
    private static int userNamespace(UserMaps maps) {
        SyscallProgram program = UserNamespace.awaitMaps(SyscallProgram.inNewProcess("to have a user namespace",
                CloneFlag.CLONE_NEWUSER)).then(exitGroup(0), "that is all");
        try (Child child = Child.spawn(program)) {
            try {
                maps.write(child.pid());
                return Linux.openat(Linux.AT_FDCWD, "/proc/" + child.pid() + "/ns/user", 0);
            } finally {
                child.open(UserNamespace.GATE);
                child.awaitExec();
                child.waitFor();
            }
        }
    }

    /** By the names that {@link IdMappedRoot} has for them; empty if there are none. */
    Map<String, Integer> mounts() {
        return mounts;
    }

    /** Null if there are some. */
    String whyNot() {
        return whyNot;
    }

    @Override
    public void close() {
        mounts.values().forEach(Linux::close);
    }
}
