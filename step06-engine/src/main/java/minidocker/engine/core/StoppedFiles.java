package minidocker.engine.core;

import java.util.concurrent.TimeUnit;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.RootAccess;

/**
 * The files of a container that does not run: one mount for all who look at them at the same time, since an upper can be in one
 * mount only. For that reason, too, the container cannot start meanwhile.
 */
final class StoppedFiles {
    /** So long a start waits for those who are reading or writing its files. */
    private static final long PATIENCE_SECONDS = 30;

    private RootAccess mounted;
    private int users;
    private boolean running;

    synchronized RootAccess take(Bundle bundle) {
        if (running) {
            throw new Refusal(Kind.CONFLICT, "the container has been started in the meantime: try again");
        }
        if (mounted == null) {
            mounted = RootAccess.openWithVolumes(bundle);
        }
        users++;
        return mounted;
    }

    synchronized void giveBack() {
        users--;
        if (users == 0) {
            mounted.close();
            mounted = null;
            notifyAll();
        }
    }

    /** From now on the container itself has them. @throws Refusal CONFLICT if somebody does not come to an end with them */
    synchronized void run() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (users > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new Refusal(Kind.CONFLICT, "the container cannot be started while its files are being copied");
                }
                wait(left);
            }
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.UNAVAILABLE, "the engine is leaving", leaving);
        }
        running = true;
    }

    synchronized void ended() {
        running = false;
    }
}
