package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/** What goes out. Who writes waits until the client has read enough of what was written before. */
final class Outflow {
    private final Channel channel;
    private boolean closed;

    Outflow(Channel channel) {
        this.channel = channel;
    }

    /** Network: something has changed that a writer may wait for. */
    synchronized void changed() {
        notifyAll();
    }

    /** From now on every write fails, and whoever waits in one is woken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    void write(String text) throws IOException {
        write(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    /** Copies the bytes. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        write(Unpooled.copiedBuffer(bytes, offset, length));
    }

    /** Takes the buffer over. */
    void write(ByteBuf buffer) throws IOException {
        boolean open;
        try {
            open = awaitWritable();
        } catch (IOException | RuntimeException e) {
            buffer.release();
            throw e;
        }
        if (!open) {
            buffer.release();
            throw gone();
        }
        channel.writeAndFlush(buffer);
    }

    /** Waits until all that was written has left for the kernel. */
    void drain() throws IOException {
        try {
            if (!channel.writeAndFlush(Unpooled.EMPTY_BUFFER).await().isSuccess()) {
                throw gone();
            }
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    private synchronized boolean awaitWritable() throws IOException {
        try {
            while (!closed && channel.isActive() && !channel.isWritable()) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
        return !closed && channel.isActive();
    }

    private static IOException gone() {
        return new IOException("the client has gone away");
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while writing to a client");
    }
}
