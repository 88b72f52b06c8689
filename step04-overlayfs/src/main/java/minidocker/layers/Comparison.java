package minidocker.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import minidocker.layers.Change.Kind;
import minidocker.syscall.CString;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;

/**
 * What differs between two trees, in Docker's sense: a file has changed if its type, mode, owner, size, modification time, device
 * or capabilities have; a folder, if its mode or owner has or anything in it. Of a folder that was added all is listed, of one
 * that was deleted only itself. Where both trees are made of the same folders of the same layers, nobody looks further.
 */
public final class Comparison {
    /** Hears of each difference, a folder before what is in it, in the order of the names. */
    public interface Listener {
        /** @param now null if it was deleted */
        void changed(Kind kind, String path, Node now);
    }

    private final Listener listener;

    private Comparison(Listener listener) {
        this.listener = listener;
    }

    /** The changes from one tree to the other. */
    public static void between(Node.Folder before, Node.Folder now, Listener listener) {
        new Comparison(listener).inside("", before, now);
    }

    /** Collected. */
    public static List<Change> changes(Node.Folder before, Node.Folder now) {
        List<Change> changes = new ArrayList<>();
        between(before, now, (kind, path, node) -> changes.add(new Change(kind, "/" + path)));
        return changes;
    }

    private void inside(String path, Node before, Node now) {
        Set<String> names = new TreeSet<>(CString::compare);
        for (Node node : new Node[] {before, now}) {
            if (node instanceof Node.Folder folder) {
                names.addAll(Node.names(folder));
            }
        }
        for (String name : names) {
            compare(Layer.join(path, name), child(before, name), child(now, name));
        }
    }

    private static Node child(Node node, String name) {
        return node instanceof Node.Folder folder ? Node.child(folder, name) : null;
    }

    private void compare(String path, Node before, Node now) {
        if (now == null && before != null) {
            listener.changed(Kind.D, path, null);
        } else if (before == null && now != null) {
            listener.changed(Kind.A, path, now);
            inside(path, null, now);
        } else if (now != null && !now.equals(before)) {
            changed(path, before, now);
        }
    }

    private void changed(String path, Node before, Node now) {
        if (differs(before, now)) {
            listener.changed(Kind.C, path, now);
            inside(path, before, now);
            return;
        }
        // A folder with a change in it is said to have changed, and to be said first.
        boolean[] said = new boolean[1];
        new Comparison((kind, file, node) -> {
            if (!said[0]) {
                said[0] = true;
                listener.changed(Kind.C, path, now);
            }
            listener.changed(kind, file, node);
        }).inside(path, before, now);
    }

    private static boolean differs(Node before, Node now) {
        Stat one = before.top().stat();
        Stat other = now.top().stat();
        if (one.mode() != other.mode() || one.uid() != other.uid() || one.gid() != other.gid()) {
            return true;
        }
        return now instanceof Node.File
                && (one.size() != other.size() || !one.modified().equals(other.modified()) || one.rdevMajor() != other.rdevMajor()
                || one.rdevMinor() != other.rdevMinor() || !Arrays.equals(capabilities(before), capabilities(now)));
    }

    private static byte[] capabilities(Node node) {
        return LinuxFiles.getXattr(node.top().layer().root(), node.top().path(), "security.capability");
    }
}
