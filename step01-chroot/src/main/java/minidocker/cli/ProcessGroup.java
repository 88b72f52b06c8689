package minidocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The job that we are in, as a shell sees it. */
final class ProcessGroup {
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;

    private ProcessGroup() {}

    /**
     * True if there is nobody who could continue us: whoever started our job is gone, or of another session. The kernel then
     * ignores what would stop us, and so must we; see setpgid(2), "orphaned process group".
     */
    static boolean isOrphaned() {
        try {
            String[] one = stat("self");
            String group = one[GROUP];
            String session = one[SESSION];
            while (one[GROUP].equals(group) && !one[PARENT].equals("0")) {
                one = stat(one[PARENT]);
            }
            return one[GROUP].equals(group) || !one[SESSION].equals(session);
        } catch (IOException gone) {
            return true;
        }
    }

    /** The fields of proc_pid_stat(5) behind the command's name, which may have any characters in it. */
    private static String[] stat(String pid) throws IOException {
        String line = Files.readString(Path.of("/proc", pid, "stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }
}
