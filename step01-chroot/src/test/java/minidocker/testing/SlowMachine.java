package minidocker.testing;

/** What a machine that is emulated, and slow, asks of tests by variables of the environment. */
public final class SlowMachine {
    private static final int ALL = 100;

    private SlowMachine() {}

    /**
     * How often a test repeats what must hold however often it is done: MINI_DOCKER_TEST_REPETITIONS per cent of the usual.
     */
    public static int repetitions(int usual) {
        String percent = System.getenv("MINI_DOCKER_TEST_REPETITIONS");
        return percent == null ? usual : Math.max(1, usual * Integer.parseInt(percent) / ALL);
    }

    /** How many times as long as usual a test waits before it gives up: MINI_DOCKER_TEST_PATIENCE. */
    public static int patience() {
        String times = System.getenv("MINI_DOCKER_TEST_PATIENCE");
        return times == null ? 1 : Integer.parseInt(times);
    }
}
