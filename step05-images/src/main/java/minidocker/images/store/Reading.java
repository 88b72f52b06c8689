package minidocker.images.store;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Somebody who reads a blob in a thread of his own while it arrives. */
final class Reading {
    private final ArrivingBlob blob;
    private final Thread thread;
    /** Written by the thread before it ends. */
    private Throwable refusal;

    private Reading(ArrivingBlob blob, BlobReader reader, String name) {
        this.blob = blob;
        thread = new Thread(() -> run(reader), name);
        thread.setDaemon(true);
    }

    static Reading start(ArrivingBlob blob, BlobReader reader) {
        Reading reading = new Reading(blob, reader, Thread.currentThread().getName() + "-unpack");
        reading.thread.start();
        return reading;
    }

    private void run(BlobReader reader) {
        try (var in = blob.reader()) {
            reader.read(in);
        } catch (IOException | RuntimeException | Error e) {
            refusal = e;
        }
    }

    /**
     * Waits for the end, when all is there to be read.
     *
     * @throws IOException with the reader's own reason
     */
    void await() throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            abandon(new InterruptedIOException("interrupted while a layer was unpacked"));
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was unpacked");
        }
        if (refusal instanceof IOException e) {
            throw e;
        } else if (refusal instanceof RuntimeException e) {
            throw e;
        } else if (refusal instanceof Error e) {
            throw e;
        }
    }

    /** Lets the reader end at its next read, and waits for that: it still has files open in folders that are to go. */
    void abandon(IOException reason) {
        blob.fail(reason);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
