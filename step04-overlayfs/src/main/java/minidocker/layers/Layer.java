package minidocker.layers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import minidocker.syscall.CString;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;

/**
 * A folder in overlayfs' own form, open for reading: a layer, or an upper. Paths are relative to it, {@code etc/passwd}; "" is
 * the folder itself. Whoever asks comes down from the top, folder by folder, so no link stands within a path.
 *
 * <p>What overlayfs notes in extended attributes stands in {@code trusted.overlay.*}, which needs CAP_SYS_ADMIN to be seen, or,
 * if it was mounted with userxattr, in {@code user.overlay.*}.
 */
public final class Layer implements AutoCloseable {
    private static final List<String> PREFIXES = List.of("trusted.overlay.", "user.overlay.");

    private final Path path;
    private final int root;

    public Layer(Path path) {
        this.path = path;
        this.root = Tree.open(path);
    }

    /** Its descriptor. */
    public int root() {
        return root;
    }

    public Path path() {
        return path;
    }

    /** Null if there is no such file here; a whiteout is one. */
    public Stat stat(String file) {
        return LinuxFiles.statIfThere(root, file);
    }

    /** The names in a folder, sorted. */
    public List<String> list(String folder) {
        int opened = Tree.open(root, folder.isEmpty() ? "." : folder);
        try {
            return LinuxFiles.list(opened);
        } finally {
            Linux.close(opened);
        }
    }

    public static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /** One of overlayfs' notes about a file; null if there is none. */
    private byte[] note(String file, String name) {
        for (String prefix : PREFIXES) {
            byte[] value = LinuxFiles.getXattr(root, file.isEmpty() ? "." : file, prefix + name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Whether an extended attribute is overlayfs' own. */
    public static boolean isNote(String attribute) {
        return PREFIXES.stream().anyMatch(attribute::startsWith);
    }

    /**
     * "This name is gone, whatever the layers below say": a character device 0:0, or, where one cannot be made (Linux 6.8), an
     * empty file with the note {@code whiteout} in a folder whose note {@code opaque} says x.
     */
    public boolean isWhiteout(String file, Stat stat) {
        if (stat.type() == Stat.S_IFCHR) {
            return stat.rdevMajor() == 0 && stat.rdevMinor() == 0;
        }
        return stat.isRegular() && stat.size() == 0 && note(file, "whiteout") != null
                && Arrays.equals(note(parent(file), "opaque"), new byte[] {'x'});
    }

    private static String parent(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** "Of this folder, nothing below is seen." */
    public boolean isOpaque(String folder) {
        return Arrays.equals(note(folder, "opaque"), new byte[] {'y'});
    }

    /**
     * Where this folder was before it was renamed: a name in the same folder, or with a slash in front a path from the root. Null
     * if it was not.
     */
    public String redirect(String folder) {
        byte[] value = note(folder, "redirect");
        return value == null ? null : CString.decode(value);
    }

    /** "Only what stat(2) tells has changed; the content is still below" (with the option metacopy=on). */
    public boolean isWithoutContent(String file) {
        return note(file, "metacopy") != null;
    }

    /** "Copied up from a layer": overlayfs says so of whatever it has copied, but not of files with several hard links. */
    public boolean isCopiedUp(String file) {
        return note(file, "origin") != null;
    }

    @Override
    public void close() {
        Linux.close(root);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
