package org.rapaio.jupyter.kernel.channels;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Does the same thing again and again until it is told to stop. Our class path stands before the kernel's, so this is taken
 * instead of the class of that name in rapaio-jupyter-kernel 3.0.1. That one has two faults, after either of which Jupyter waits
 * for an answer of the kernel for ever. It says {@code running = true} only after it has started the thread: if the thread is
 * quicker, which on a busy machine it is once in four times, it finds that it is not running and ends. And it ends with the first
 * exception, of which nobody hears, since the kernel has taken over standard error by then; a message that comes while the kernel
 * is not up yet can cause one, and Jupyter asks a second time.
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
                once();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException told) {
            running = false;
        }
    }

    private void once() {
        try {
            body.run();
        } catch (RuntimeException | LinkageError failed) {
            // Not System.err: that is the notebook's.
            new PrintStream(new FileOutputStream(FileDescriptor.err), true).println("the Java kernel goes on after " + failed);
        }
    }

    /** It ends after the round that it is in. */
    public void shutdown() {
        running = false;
    }
}
