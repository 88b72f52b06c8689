package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import minidocker.engine.Refusal;
import minidocker.json.Json;

/**
 * One client's connection, on the network's side: requests one after the other, until it closes, misbehaves, or becomes raw
 * bytes. Everything in here runs on the network's thread except where it says otherwise.
 *
 * <p>Nothing is read that nobody asked for. While a request is being answered one reading is asked for beyond its end: that is
 * how a client's going away is noticed.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    /** So long may a client take to notice that we have said the last word; closing at once could cost it what we said. */
    private static final long LINGER_SECONDS = 2;
    /** And so much may it still send. */
    private static final int LINGER_BYTES = 1 << 20;

    private enum State { HEAD, EXCHANGE, RAW, CLOSING }

    private final Limits limits;
    private final Executor handlers;
    private final Dispatcher dispatcher;
    private final Gate gate = new Gate(this::bytesCame);
    private final HttpRequestDecoder decoder;
    private Channel channel;
    private Outflow out;
    private State state = State.HEAD;
    private Inflow in;
    private LiveExchange exchange;
    private boolean bodyEnded;
    private boolean inputClosed;
    private boolean headBegun;
    private ScheduledFuture<?> timer;
    private final List<Runnable> onGone = new ArrayList<>();

    Connection(Limits limits, Executor handlers, Dispatcher dispatcher) {
        this.limits = limits;
        this.handlers = handlers;
        this.dispatcher = dispatcher;
        decoder = new HttpRequestDecoder(new HttpDecoderConfig().setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.headers()).setMaxChunkSize(64 << 10).setValidateHeaders(true));
        decoder.setSingleDecode(true);
    }

    void addTo(Channel to) {
        channel = to;
        out = new Outflow(to);
        to.pipeline().addLast(gate, decoder, this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        headBegun = true;
        arm(limits.headerTime(), () -> refuse(408, "the request did not come in time"));
        next();
    }

    // --- Coming in

    /** Asks for one more message: perhaps the decoder has enough bytes for it already, otherwise it asks for more. */
    private void next() {
        if (state == State.HEAD || state == State.EXCHANGE && !bodyEnded) {
            gate.prod();
        }
    }

    private void bytesCame() {
        if (state == State.HEAD && !headBegun) {
            headBegun = true;
            arm(limits.headerTime(), () -> refuse(408, "the request did not come in time"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.RAW && message instanceof ByteBuf bytes) {
            in.add(bytes);
        } else if (state == State.HEAD && message instanceof HttpRequest head) {
            begin(head);
        } else if (state == State.EXCHANGE && message instanceof HttpContent content) {
            continueBody(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        disarm();
        if (head.decoderResult().isFailure()) {
            Throwable why = head.decoderResult().cause();
            if (why instanceof TooLongHttpLineException) {
                refuse(414, "the request's line is longer than " + limits.requestLine() + " bytes");
            } else if (why instanceof TooLongHttpHeaderException) {
                refuse(431, "the request's headers are longer than " + limits.headers() + " bytes");
            } else {
                refuse(400, "this is no request of HTTP/1.1");
            }
            return;
        }
        Request request;
        try {
            request = Request.of(head);
        } catch (Refusal refusal) {
            refuse(refusal.kind().status(), refusal.getMessage());
            return;
        }
        state = State.EXCHANGE;
        bodyEnded = false;
        in = new Inflow(() -> onNetwork(this::next), request.hasToken("Expect", "100-continue")
                ? this::sendContinue : () -> { });
        exchange = new LiveExchange(request, in, out, this, limits);
        try {
            handlers.execute(() -> dispatcher.serve(exchange));
        } catch (RejectedExecutionException tooMany) {
            refuse(503, "the engine has too much to do: try again later");
            return;
        }
        if (!request.hasBody()) {
            in.start();
        }
    }

    private void continueBody(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            in.fail("the request's body is no HTTP/1.1");
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (last) {
            bodyEnded = true;
            gate.shut();
        }
        in.add(content.content());
        if (last) {
            in.end();
            if (!inputClosed && gate.keepsNothing()) {
                // To hear of the client's end.
                channel.read();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        if (state == State.RAW) {
            in.fail("the client has gone away");
        }
        inputEnded();
        state = State.CLOSING;
        out.close();
        gone();
    }

    private void inputEnded() {
        inputClosed = true;
        switch (state) {
            case HEAD, CLOSING -> channel.close();
            case RAW -> in.end();
            case EXCHANGE -> {
                in.fail("the client has gone away in the middle of its request");
                gone();
            }
        }
    }

    private void gone() {
        List<Runnable> actions = List.copyOf(onGone);
        onGone.clear();
        for (Runnable action : actions) {
            try {
                handlers.execute(action);
            } catch (RejectedExecutionException closing) {
                return;
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        out.changed();
    }

    /** Nothing happens when the server has ended meanwhile, and all connections with it. */
    private void onNetwork(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException ended) {
            out.close();
        }
    }

    // --- For an exchange, from any thread

    void whenGone(Runnable action) {
        onNetwork(() -> {
            onGone.add(action);
            if (!channel.isActive() || inputClosed && state == State.EXCHANGE) {
                gone();
            }
        });
    }

    /** From now on there are only bytes. */
    Inflow raw() {
        Inflow raw = new Inflow(() -> onNetwork(channel::read), () -> { });
        onNetwork(() -> {
            if (state != State.EXCHANGE) {
                raw.fail("the client has gone away");
                return;
            }
            state = State.RAW;
            in = raw;
            channel.pipeline().remove(decoder);
            gate.open();
            if (inputClosed) {
                raw.end();
            } else {
                raw.start();
            }
        });
        return raw;
    }

    void closeOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof UnixChannel unix) {
            onNetwork(unix::shutdownOutput);
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** At once: what was written and has not arrived may be lost. */
    void cut() {
        out.close();
        channel.close();
    }

    /** No more reading and writing; what was written arrives. */
    void end() {
        out.close();
        onNetwork(() -> {
            if (state == State.RAW) {
                in.discard();
                linger();
            }
        });
    }

    /** The answer is complete (or never will be). Another request may follow. */
    void exchangeEnded(boolean reusable) {
        onNetwork(() -> {
            boolean all = state == State.EXCHANGE && in.isComplete();
            onGone.clear();
            if (in != null) {
                in.discard();
            }
            exchange = null;
            if (state == State.CLOSING) {
                return;
            }
            if (!reusable || !all || inputClosed) {
                linger();
                return;
            }
            state = State.HEAD;
            headBegun = !gate.keepsNothing();
            arm(headBegun ? limits.headerTime() : limits.idleTime(), channel::close);
            gate.open();
            if (state == State.HEAD) {
                next();
            }
        });
    }

    private void sendContinue() {
        channel.writeAndFlush(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", java.nio.charset.StandardCharsets.US_ASCII));
    }

    // --- Going out

    /** Answers what is no request, and closes. */
    void refuse(int status, String sentence) {
        byte[] body = Json.bytes(Map.of("message", sentence));
        String head = new ResponseHead(status).set("Content-Type", "application/json")
                .set("Content-Length", Integer.toString(body.length)).set("Connection", "close").toString();
        channel.write(Unpooled.copiedBuffer(head, java.nio.charset.StandardCharsets.US_ASCII));
        channel.write(Unpooled.wrappedBuffer(body));
        linger();
    }

    /** Says that nothing more will come, and closes when the other side has heard it. */
    private void linger() {
        state = State.CLOSING;
        gate.discard(LINGER_BYTES);
        disarm();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) written -> {
            closeOutput();
            if (inputClosed || !channel.isActive()) {
                channel.close();
            } else {
                arm(Duration.ofSeconds(LINGER_SECONDS), channel::close);
                channel.read();
            }
        });
    }

    private void arm(Duration time, Runnable action) {
        disarm();
        timer = channel.eventLoop().schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
