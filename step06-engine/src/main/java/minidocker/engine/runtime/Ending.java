package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;

/**
 * How a process ended that is not our child, because the one that made it is dead. As long as it is a zombie /proc/PID/stat says
 * it; once its new parent has waited for it, the kernel says it to whoever holds a pidfd from before, since Linux 6.15.
 */
final class Ending {
    private static final int PATIENCE_SECONDS = 3;
    private static final long BETWEEN_LOOKS_MILLIS = 5;
    private static final int STATE_BEHIND_NAME = 0;

    private Ending() {}

    /** @return null if nobody says it */
    static ExitStatus of(ProcessIdentity process, int pidfd) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < giveUp) {
            int status = Linux.pidfdExitStatus(pidfd);
            if (status < 0) {
                status = ofZombie(process);
            }
            if (status >= 0) {
                return decode(status);
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private static int ofZombie(ProcessIdentity process) {
        if (!process.isThere()) {
            return -1;
        }
        try {
            return zombieStatus(Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return -1;
        }
    }

    /** The last field is the status, as wait(2) writes it; -1 while the process lives. */
    static int zombieStatus(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        return fields[STATE_BEHIND_NAME].equals("Z") ? Integer.parseInt(fields[fields.length - 1]) : -1;
    }

    /** The low seven bits are the signal, or 0; the next byte is the exit code. */
    static ExitStatus decode(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus.Exited(status >> 8 & 0xff) : new ExitStatus.Killed(signal);
    }
}
