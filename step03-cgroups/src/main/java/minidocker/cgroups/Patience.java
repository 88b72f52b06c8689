package minidocker.cgroups;

import java.util.function.BooleanSupplier;

/** Waiting for the kernel where it has nothing that would wake us up. */
final class Patience {
    private static final long LONGEST_PAUSE = 20;

    private Patience() {}

    /**
     * Looks at first often, then every 20 ms.
     *
     * @return what {@code done} said last
     */
    static boolean until(BooleanSupplier done, long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        for (long pause = 1; !done.getAsBoolean(); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            if (System.nanoTime() > end) {
                return done.getAsBoolean();
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return done.getAsBoolean();
            }
        }
        return true;
    }
}
