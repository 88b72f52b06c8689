package minidocker.layers;

import java.util.ArrayList;
import java.util.List;
import minidocker.layers.Change.Kind;
import minidocker.syscall.Stat;

/**
 * What an upper says by itself, where nobody knows its layers: what is deleted for certain, what is there for certain; and
 * whether that was added or changed by the notes that overlayfs leaves on what it copies up. It leaves none on files with several
 * hard links, and a folder that was removed and made again looks like a new one.
 */
public final class UpperNotes {
    private UpperNotes() {}

    public static List<Change> changes(Layer upper) {
        List<Change> changes = new ArrayList<>();
        walk(upper, "", false, changes);
        return changes;
    }

    private static void walk(Layer upper, String folder, boolean isNew, List<Change> changes) {
        for (String name : upper.list(folder)) {
            String path = Layer.join(folder, name);
            Stat stat = upper.stat(path);
            if (upper.isWhiteout(path, stat)) {
                changes.add(new Change(Kind.D, "/" + path));
            } else if (stat.isDirectory()) {
                boolean added = isNew || upper.isOpaque(path) || upper.redirect(path) != null || !upper.isCopiedUp(path);
                changes.add(new Change(added ? Kind.A : Kind.C, "/" + path));
                walk(upper, path, added, changes);
            } else {
                changes.add(new Change(!isNew && upper.isCopiedUp(path) ? Kind.C : Kind.A, "/" + path));
            }
        }
    }
}
