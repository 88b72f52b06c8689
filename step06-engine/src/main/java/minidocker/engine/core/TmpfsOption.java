package minidocker.engine.core;

import java.util.Set;
import minidocker.engine.Refusal;

/** What {@code --tmpfs /path:OPTIONS} takes: flags of mount(8), and those of tmpfs(5) that every kernel has. */
final class TmpfsOption {
    private static final Set<String> FLAGS = Set.of("defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync",
            "async", "dirsync", "remount", "mand", "nomand", "atime", "noatime", "diratime", "nodiratime", "bind", "rbind",
            "unbindable", "runbindable", "private", "rprivate", "shared", "rshared", "slave", "rslave", "relatime", "norelatime",
            "strictatime", "nostrictatime");
    private static final Set<String> VALUES = Set.of("mode", "uid", "gid", "size", "nr_blocks", "nr_inodes", "mpol");

    private TmpfsOption() {}

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    static void check(String option) {
        int equals = option.indexOf('=');
        if (equals < 0 ? !FLAGS.contains(option) : !VALUES.contains(option.substring(0, equals))) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "invalid tmpfs option [\"" + option + "\"]");
        }
    }
}
