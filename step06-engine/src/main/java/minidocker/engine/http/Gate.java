package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps back what comes behind the end of a request. Until it is answered nobody knows whether that is the next request or, after
 * attach and exec, a program's standard input.
 */
final class Gate extends ChannelInboundHandlerAdapter {
    private final Runnable onBytes;
    private final Queue<Object> kept = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private boolean shut;
    /** Bytes that may still come and go nowhere; -1 as long as bytes count. */
    private int patience = -1;
    /** A message of the reading that is not over yet has shut us. */
    private boolean owesEnd;

    /** @param onBytes called when something has come in */
    Gate(Runnable onBytes) {
        this.onBytes = onBytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        onBytes.run();
        if (patience >= 0) {
            discard(ctx, (ByteBuf) bytes);
        } else if (shut) {
            kept.add(bytes);
        } else {
            ctx.fireChannelRead(bytes);
            owesEnd = shut;
        }
    }

    /** Behind us the end of a reading without bytes would be taken for a wish to read on; that of one with a message would not. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!shut || owesEnd) {
            owesEnd = false;
            ctx.fireChannelReadComplete();
        }
    }

    private void discard(ChannelHandlerContext ctx, ByteBuf bytes) {
        patience -= bytes.readableBytes();
        bytes.release();
        if (patience < 0) {
            ctx.close();
        } else {
            ctx.read();
        }
    }

    void shut() {
        shut = true;
    }

    /** From now on nothing is let through; after so many bytes more the connection is closed. */
    void discard(int bytes) {
        release();
        patience = bytes;
    }

    /** Lets through what was kept back, as far as nobody shuts it again meanwhile. */
    void open() {
        shut = false;
        boolean any = !kept.isEmpty();
        while (!shut && !kept.isEmpty()) {
            context.fireChannelRead(kept.remove());
        }
        if (any) {
            // Or the decoder would believe, when it is next asked for a message, that it has just given one.
            context.fireChannelReadComplete();
        }
    }

    /** Makes the decoder behind us look at what it has: either a message comes out, or it asks the network for more. */
    void prod() {
        context.fireChannelRead(Unpooled.EMPTY_BUFFER);
        context.fireChannelReadComplete();
    }

    boolean keepsNothing() {
        return kept.isEmpty();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        kept.forEach(ReferenceCountUtil::release);
        kept.clear();
    }
}
