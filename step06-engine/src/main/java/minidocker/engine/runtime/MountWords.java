package minidocker.engine.runtime;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.syscall.MountCalls.MountChange;
import minidocker.syscall.MountFlag;

/**
 * The options of a mount as mount(8) writes them, taken apart: what is a flag of mount(2), what mount_setattr(2) changes, how the
 * mount hears of others, and the rest, which is the filesystem's own.
 *
 * @param flags for a new filesystem
 * @param change for a bind mount: what differs from the mount that it is a copy of
 * @param propagation {@code MS_PRIVATE}, {@code MS_SLAVE}, {@code MS_SHARED} or {@code MS_UNBINDABLE}; null if nothing is said
 * @param deepPropagation also of the mounts below
 * @param recursiveBind a bind mount takes along what is mounted below its source
 * @param recursiveAttributes {@code rro} and its like: the change is for the mounts below, too
 * @param data the rest, joined by commas; null if there is none
 */
record MountWords(Set<MountFlag> flags, MountChange change, MountFlag propagation, boolean deepPropagation, boolean recursiveBind,
        boolean recursiveAttributes, String data) {

    /** One word: the flag that it sets or clears, and its twin of mount_setattr(2). */
    private record Word(MountFlag flag, boolean sets, long attribute) {}

    private static final Map<String, Word> WORDS = Map.ofEntries(
            word("ro", MountFlag.MS_RDONLY, true, MountChange.RDONLY), word("rw", MountFlag.MS_RDONLY, false, MountChange.RDONLY),
            word("nosuid", MountFlag.MS_NOSUID, true, MountChange.NOSUID),
            word("suid", MountFlag.MS_NOSUID, false, MountChange.NOSUID),
            word("nodev", MountFlag.MS_NODEV, true, MountChange.NODEV), word("dev", MountFlag.MS_NODEV, false, MountChange.NODEV),
            word("noexec", MountFlag.MS_NOEXEC, true, MountChange.NOEXEC),
            word("exec", MountFlag.MS_NOEXEC, false, MountChange.NOEXEC),
            word("noatime", MountFlag.MS_NOATIME, true, MountChange.NOATIME),
            word("atime", MountFlag.MS_NOATIME, false, MountChange.NOATIME),
            word("strictatime", MountFlag.MS_STRICTATIME, true, MountChange.STRICTATIME),
            word("nostrictatime", MountFlag.MS_STRICTATIME, false, MountChange.STRICTATIME),
            word("nodiratime", MountFlag.MS_NODIRATIME, true, MountChange.NODIRATIME),
            word("diratime", MountFlag.MS_NODIRATIME, false, MountChange.NODIRATIME),
            word("relatime", MountFlag.MS_RELATIME, true, 0), word("norelatime", MountFlag.MS_RELATIME, false, 0),
            word("nosymfollow", MountFlag.MS_NOSYMFOLLOW, true, MountChange.NOSYMFOLLOW),
            word("symfollow", MountFlag.MS_NOSYMFOLLOW, false, MountChange.NOSYMFOLLOW),
            word("sync", MountFlag.MS_SYNCHRONOUS, true, 0), word("async", MountFlag.MS_SYNCHRONOUS, false, 0),
            word("dirsync", MountFlag.MS_DIRSYNC, true, 0), word("lazytime", MountFlag.MS_LAZYTIME, true, 0),
            word("nolazytime", MountFlag.MS_LAZYTIME, false, 0), word("silent", MountFlag.MS_SILENT, true, 0),
            word("loud", MountFlag.MS_SILENT, false, 0), word("mand", MountFlag.MS_MANDLOCK, true, 0),
            word("nomand", MountFlag.MS_MANDLOCK, false, 0));

    private static final Map<String, MountFlag> PROPAGATIONS = Map.of("private", MountFlag.MS_PRIVATE, "slave", MountFlag.MS_SLAVE,
            "shared", MountFlag.MS_SHARED, "unbindable", MountFlag.MS_UNBINDABLE);

    /** Words that say something to others than the kernel. */
    private static final Set<String> NOTHING = Set.of("defaults", "bind", "rbind", "nofail", "noauto", "nouser", "");

    private static Map.Entry<String, Word> word(String text, MountFlag flag, boolean sets, long attribute) {
        return Map.entry(text, new Word(flag, sets, attribute));
    }

    static MountWords of(List<String> options) {
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        MountFlag propagation = null;
        boolean deep = false;
        boolean recursiveBind = false;
        boolean recursive = false;
        long set = 0;
        long clear = 0;
        List<String> data = new ArrayList<>();
        for (String option : options) {
            boolean startsWithR = option.startsWith("r");
            String rest = startsWithR ? option.substring(1) : option;
            Word word = WORDS.get(option);
            if (word == null && startsWithR && WORDS.containsKey(rest)) {
                word = WORDS.get(rest);
                recursive = true;
            }
            if (word != null) {
                if (word.sets()) {
                    flags.add(word.flag());
                    set |= word.attribute();
                    clear &= ~word.attribute();
                } else {
                    flags.remove(word.flag());
                    clear |= word.attribute();
                    set &= ~word.attribute();
                }
            } else if (PROPAGATIONS.containsKey(option)) {
                propagation = PROPAGATIONS.get(option);
            } else if (startsWithR && PROPAGATIONS.containsKey(rest)) {
                propagation = PROPAGATIONS.get(rest);
                deep = true;
            } else if (NOTHING.contains(option) || option.startsWith("x-")) {
                recursiveBind |= option.equals("rbind");
            } else {
                data.add(option);
            }
        }
        boolean accessTimes = (set & MountChange.ATIME_ALL) != 0;
        // The settings of access times are values of one field: who sets one clears the field.
        long cleared = accessTimes ? clear | MountChange.ATIME_ALL : clear & ~MountChange.ATIME_ALL;
        MountChange change = new MountChange(set, cleared, null, recursive);
        return new MountWords(flags, change, propagation, deep, recursiveBind, recursive, data.isEmpty() ? null
                : String.join(",", data));
    }

    boolean has(MountFlag flag) {
        return flags.contains(flag);
    }

    MountFlag[] flagArray() {
        return flags.toArray(new MountFlag[0]);
    }
}
