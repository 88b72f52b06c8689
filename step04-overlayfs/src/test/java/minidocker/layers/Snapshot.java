package minidocker.layers;

import java.util.TreeMap;
import minidocker.syscall.CString;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A tree, attribute by attribute: two that show the same are the same. */
final class Snapshot {
    private Snapshot() {}

    /** Each file's attributes by its path. */
    static Map<String, String> of(Path tree, String... without) {
        Map<String, String> files = new TreeMap<>();
        int root = Tree.open(tree);
        try {
            walk(root, "", List.of(without), files, new TreeMap<>());
        } finally {
            Linux.close(root);
        }
        return files;
    }

    private static void walk(int root, String folder, List<String> without, Map<String, String> files, Map<String,
            String> links) {
        int opened = Tree.open(root, folder.isEmpty() ? "." : folder);
        try {
            for (String name : LinuxFiles.list(opened)) {
                String path = Layer.join(folder, name);
                if (without.contains(path)) {
                    continue;
                }
                Stat stat = LinuxFiles.stat(root, path);
                files.put(path, shown(root, path, stat, links));
                if (stat.isDirectory()) {
                    walk(root, path, without, files, links);
                }
            }
        } finally {
            Linux.close(opened);
        }
    }

    private static String shown(int root, String path, Stat stat, Map<String, String> links) {
        StringBuilder text = new StringBuilder(Integer.toOctalString(stat.mode()) + " " + stat.uid() + ":" + stat.gid() + " "
                + stat.modified() + " " + stat.links());
        if (stat.isDevice()) {
            text.append(" device ").append(stat.rdevMajor()).append(':').append(stat.rdevMinor());
        }
        if (stat.isLink()) {
            text.append(" -> ").append(LinuxFiles.readlink(root, path));
        }
        if (stat.isRegular()) {
            text.append(" size ").append(stat.size()).append(" content ").append(content(root, path));
        }
        if (!stat.isDirectory() && stat.links() > 1) {
            text.append(" same as ").append(links.computeIfAbsent(stat.dev() + ":" + stat.inode(), unused -> path));
        }
        for (String attribute : LinuxFiles.listXattr(root, path)) {
            if (!attribute.equals("security.selinux")) {
                text.append(' ').append(attribute).append('=')
                        .append(Arrays.toString(LinuxFiles.getXattr(root, path, attribute)));
            }
        }
        return text.toString();
    }

    private static String content(int root, String path) {
        int file = Linux.openat(root, path, 0, OpenFlag.O_NOFOLLOW);
        try {
            java.util.zip.CRC32 sum = new java.util.zip.CRC32();
            byte[] buffer = new byte[100_000];
            for (int got = LinuxFiles.read(file, buffer, 0, buffer.length); got > 0; got = LinuxFiles.read(file, buffer, 0,
                    buffer.length)) {
                sum.update(buffer, 0, got);
            }
            return Long.toHexString(sum.getValue())
                    + (LinuxFiles.stat(root, path).size() < 100 ? " "
                    + CString.decode(Arrays.copyOf(buffer, (int) LinuxFiles.stat(root, path).size())) : "");
        } finally {
            Linux.close(file);
        }
    }
}
