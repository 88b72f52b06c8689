package minidocker.testing;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what will be true before long. */
public final class Eventually {
    private static final long LIMIT_MILLIS = 60_000L * SlowMachine.patience();
    private static final long PAUSE_MILLIS = 20;

    private Eventually() {}

    /**
     * Returns as soon as the condition holds; the test has failed when it does not within a minute, or as many as the machine asks for.
     *
     * @param wanted what was waited for and what there was instead, for the failure
     */
    public static void holds(BooleanSupplier condition, Supplier<String> wanted) {
        long end = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + wanted.get());
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }
}
