package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process: a process id is used again, but not with the same start.
 *
 * @param pid as we see it
 * @param startTime in clock ticks after the machine's start, the field 22 of /proc/PID/stat, see proc(5)
 */
public record ProcessIdentity(int pid, long startTime) {
    private static final int STARTTIME_BEHIND_NAME = 22 - 3;

    // tag::identity[]
    /** Of a process that is there now. */
    public static Optional<ProcessIdentity> of(int pid) {
        try {
            return Optional.of(new ProcessIdentity(pid, startTime(Files.readString(Path.of("/proc/" + pid + "/stat"),
                    java.nio.charset.StandardCharsets.ISO_8859_1))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
    // end::identity[]

    /** The name of the program, in brackets, may hold anything, brackets and spaces included. */
    static long startTime(String stat) {
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[STARTTIME_BEHIND_NAME]);
    }

    /** True if it is there still, be it a zombie. */
    public boolean isThere() {
        return of(pid).filter(this::equals).isPresent();
    }
}
