package minidocker.layers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;
import minidocker.tar.TarException;

/**
 * The modes and times that folders get when all is in them: the mode could close the way before, and the time would change.
 *
 * <p>An archive may have millions of folders, and memory has no room for all their paths. So when there are many, those that are
 * waiting get what is theirs; and whenever one of them, or any other, is entered again, what it has by then is noted to be
 * given back.
 */
final class LastTouches {
    private static final int OWNER_MAY_ALL = 0700;

    private record Touch(int mode, Instant modified) {}

    private final TreeMap<SafePath, Touch> waiting = new TreeMap<>(Comparator.comparing(SafePath::path));
    private final int most;
    private final boolean modesBind;
    private boolean someAreDone;

    /**
     * @param most folders that wait at a time
     * @param modesBind we are not root, so a folder's mode may close it to us, too
     */
    LastTouches(int most, boolean modesBind) {
        this.most = most;
        this.modesBind = modesBind;
    }

    void add(SafePath folder, int mode, Instant modified) {
        waiting.put(folder, new Touch(mode, modified));
    }

    /** Something may be put into the folder with this descriptor now. */
    void entered(String folder, int descriptor) {
        if (someAreDone) {
            waiting.computeIfAbsent(new SafePath(folder), unused -> {
                Stat stat = LinuxFiles.stat(descriptor, "");
                return new Touch(stat.permissions(), stat.modified());
            });
        }
    }

    boolean areTooMany() {
        return waiting.size() > most;
    }

    /** To be called when no folder is entered. */
    void makeRoom(Root root) throws TarException {
        someAreDone = true;
        Map<SafePath, Touch> closed = new TreeMap<>(waiting.comparator());
        waiting.forEach((folder, touch) -> {
            if (modesBind && (touch.mode & OWNER_MAY_ALL) != OWNER_MAY_ALL) {
                closed.put(folder, touch);
            }
        });
        waiting.keySet().removeAll(closed.keySet());
        finish(root);
        waiting.putAll(closed);
        // Else the next one would find too many again, and all this would be done for each.
        if (waiting.size() > most / 2) {
            throw new TarException("the archive has more than " + most / 2 + " folders that are closed to their owner, which only root can unpack");
        }
    }

    /** Inner folders first: to change one changes no time of the one around it, but its mode may close the way. */
    void finish(Root root) {
        List<Map.Entry<SafePath, Touch>> all = new ArrayList<>(waiting.descendingMap().entrySet());
        all.forEach(folder -> finish(root, folder.getKey(), folder.getValue()));
        waiting.clear();
    }

    private static void finish(Root root, SafePath folder, Touch touch) {
        int parent = root.openIfThere(folder.folder());
        if (parent < 0) {
            return;
        }
        try {
            Stat stat = LinuxFiles.statIfThere(parent, folder.name());
            if (stat != null && stat.isDirectory()) {
                LinuxFiles.setTimes(parent, folder.name(), touch.modified, touch.modified);
                LinuxFiles.chmod(parent, folder.name(), touch.mode);
            }
        } finally {
            Linux.close(parent);
        }
    }
}
