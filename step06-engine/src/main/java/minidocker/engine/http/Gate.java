package minidocker.engine.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
        if (shut) {
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

    void shut() {
        shut = true;
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
        kept.forEach(io.netty.util.ReferenceCountUtil::release);
        kept.clear();
    }
}
