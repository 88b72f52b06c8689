package minidocker.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import minidocker.syscall.Linux;

/** Reads this machine's files. What is not there, or not for us, is empty. */
final class Machine {
    private static final int MOST = 1 << 20;
    /** An ordinary user's PATH often lacks the folders of system tools. */
    private static final String SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

    private final Map<String, String> environment;

    Machine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The text of a file; empty if it cannot be read. */
    String text(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException unreadable) {
            return "";
        }
    }

    /** A setting of the kernel by its dotted name. */
    String sysctl(String name) {
        return text("/proc/sys/" + name.replace('.', '/'));
    }

    /** The names in a folder. */
    Set<String> names(String folder) {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException unreadable) {
            return names;
        }
        return names;
    }

    /** Where a command is, or null. */
    String command(String name) {
        for (String folder : (environment.getOrDefault("PATH", "") + ":" + SYSTEM_FOLDERS).split(":")) {
            if (folder.startsWith("/") && Files.isRegularFile(Path.of(folder, name))
                    && Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name).toString();
            }
        }
        return null;
    }

    MapTool mapTool(String name) {
        String path = command(name);
        if (path == null) {
            return new MapTool(name, null, false, 0);
        }
        try {
            final int setUserId = 04000;
            Path file = Path.of(path).toRealPath();
            Map<String, Object> attributes = Files.readAttributes(file, "unix:mode,uid");
            boolean setUserIdRoot = ((Integer) attributes.get("mode") & setUserId) != 0 && attributes.get("uid").equals(0);
            return new MapTool(name, path, setUserIdRoot,
                    MapTool.permitted(Linux.lgetxattr(file.toString(), "security.capability")));
        } catch (IOException unreadable) {
            return new MapTool(name, path, false, 0);
        }
    }

    boolean othersMayReadAndWrite(String path) {
        try {
            final int forOthers = 06;
            return ((Integer) Files.getAttribute(Path.of(path), "unix:mode") & forOthers) == forOthers;
        } catch (IOException absent) {
            return false;
        }
    }

    /** What we may do in the tree of {@code tree}. */
    CgroupFindings.Rights cgroupRights(CgroupTree tree, long uid) {
        Set<String> all = tree.unified() == null ? Set.of()
                : CgroupTree.controllers(text(tree.unified() + "/cgroup.controllers"));
        String start = tree.version() == CgroupTree.Version.V2 ? uid == 0 ? tree.unified() : tree.own()
                : tree.v1().values().stream().findFirst().orElse(null);
        boolean mayWrite = start != null && mayMakeGroups(Path.of(start));
        Path top = mayWrite ? Path.of(start) : null;
        while (top != null && !top.toString().equals(tree.unified()) && top.getParent() != null
                && mayMakeGroups(top.getParent())) {
            top = top.getParent();
        }
        Path service = Path.of("/sys/fs/cgroup/user.slice/user-" + uid + ".slice/user@" + uid + ".service");
        return new CgroupFindings.Rights(all, mayWrite, top == null ? Set.of()
                : CgroupTree.controllers(text(top + "/cgroup.controllers")),
                mayMakeGroups(service) ? CgroupTree.controllers(text(service + "/cgroup.controllers")) : null);
    }

    private static boolean mayMakeGroups(Path group) {
        return Files.isWritable(group) && Files.isWritable(group.resolve("cgroup.procs"));
    }

    /** Every Java that the launchers would find, each once. */
    List<JavaInstallation> javas() {
        Set<Path> homes = new LinkedHashSet<>();
        String named = environment.getOrDefault("JAVA_HOME", "");
        if (named.startsWith("/")) {
            addReal(homes, Path.of(named));
        }
        String inPath = command("java");
        if (inPath != null) {
            try {
                addReal(homes, Path.of(inPath).toRealPath().getParent().resolve(".."));
            } catch (IOException gone) {
                // A link that leads nowhere is no Java.
            }
        }
        names("/usr/lib/jvm").forEach(name -> addReal(homes, Path.of("/usr/lib/jvm", name)));
        List<JavaInstallation> found = new ArrayList<>();
        for (Path home : homes) {
            if (Files.isExecutable(home.resolve("bin/java"))) {
                JavaInstallation.parse(home.toString(), text(home + "/release"), Files.isExecutable(home.resolve("bin/javac")))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private static void addReal(Set<Path> homes, Path home) {
        try {
            Path real = home.toRealPath();
            if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
                homes.add(real);
            }
        } catch (IOException absent) {
            // Not there: not found.
        }
    }
}
