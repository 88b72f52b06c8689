package org.rapaio.jupyter.kernel.channels;

/**
 * Does the same thing again and again until it is told to stop. Our class path stands before the kernel's, so this is taken
 * instead of the class of that name in rapaio-jupyter-kernel 3.0.1. That one says {@code running = true} only after it has
 * started the thread: if the thread is quicker, which on a busy machine it is once in four times, it finds that it is not
 * running and ends, and Jupyter waits for an answer of the kernel for ever.
 */
public final class LoopThread extends Thread {
    private final long pauseMillis;
    private final Runnable body;
    private volatile boolean running = true;

    public LoopThread(String name, long pauseMillis, Runnable body) {
        super(name);
        this.pauseMillis = pauseMillis;
        this.body = body;
    }

    @Override
    public void run() {
        try {
            while (running) {
                body.run();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException told) {
            running = false;
        }
    }

    /** It ends after the round that it is in. */
    public void shutdown() {
        running = false;
    }
}
