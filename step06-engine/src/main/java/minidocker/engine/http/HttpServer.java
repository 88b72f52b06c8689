package minidocker.engine.http;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The server. Two threads move bytes for all connections; a handler has one of its own while it runs, and these end some seconds
 * after their last request.
 */
public final class HttpServer implements Closeable {
    private static final int NETWORK_THREADS = 2;
    /** A handler's stack; Java's default of 1 MB is address space only, but there may be hundreds. */
    private static final long STACK_BYTES = 512 << 10;
    private static final int IDLE_THREAD_SECONDS = 10;
    /** So many wait to be accepted; the kernel takes no more than /proc/sys/net/core/somaxconn. */
    private static final int BACKLOG = 4096;
    /** So many may be told that there are too many; from then on connections are cut without a word. */
    private static final int REFUSED_AT_ONCE = 100;

    private final Limits limits;
    private final Dispatcher dispatcher;
    private final EventLoopGroup network;
    private final ThreadPoolExecutor handlers;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Listener> listening = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();

    /** @param mistakes is told of exceptions that no client caused */
    public HttpServer(Router router, Limits limits, Consumer<Throwable> mistakes) {
        this.limits = limits;
        dispatcher = new Dispatcher(router, mistakes);
        network = new MultiThreadIoEventLoopGroup(NETWORK_THREADS, new DefaultThreadFactory("network", true),
                NioIoHandler.newFactory());
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(null, task, "request-" + number.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
        handlers = new ThreadPoolExecutor(0, 2 * limits.connections(), IDLE_THREAD_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), threads);
    }

    /**
     * Listens on a unix socket with mode 0660. It is there at once with all its permissions, and takes the place of whatever bore
     * its name: that nobody listens there any more is the caller's business.
     */
    public void listen(Path socket) throws IOException {
        Path folder = Files.createTempDirectory(socket.toAbsolutePath().getParent(), ".s");
        try {
            Path fresh = folder.resolve("s");
            ServerSocketChannel bound = bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                    UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-rw----"));
            Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
            sockets.add(socket);
            listening.add(new Listener(bound, accepted -> accepted(new UnixChannel(accepted), null)));
        } finally {
            Files.deleteIfExists(folder.resolve("s"));
            Files.delete(folder);
        }
    }

    /**
     * Listens on TCP.
     *
     * @param tls empty for none: whoever reaches the port is root then
     * @return the address with the port that was chosen
     */
    public InetSocketAddress listen(InetSocketAddress address, Optional<SSLContext> tls) throws IOException {
        Supplier<SslHandler> encryption = tls.<Supplier<SslHandler>>map(context -> () -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setNeedClientAuth(true);
            return new SslHandler(engine);
        }).orElse(null);
        ServerSocketChannel bound = ServerSocketChannel.open();
        bound.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        bind(bound, address);
        listening.add(new Listener(bound, accepted -> {
            NioSocketChannel channel = new NioSocketChannel(accepted);
            channel.config().setAllowHalfClosure(true).setTcpNoDelay(true).setKeepAlive(true);
            accepted(channel, encryption);
        }));
        return (InetSocketAddress) bound.getLocalAddress();
    }

    private static ServerSocketChannel bind(ServerSocketChannel channel, SocketAddress address) throws IOException {
        try {
            return channel.bind(address, BACKLOG);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private void accepted(Channel channel, Supplier<SslHandler> tls) {
        int now = connections.incrementAndGet();
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        channel.config().setAutoRead(false);
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32 << 10, 64 << 10));
        if (tls != null) {
            channel.pipeline().addLast(tls.get());
        }
        Connection connection = new Connection(limits, handlers, dispatcher);
        connection.addTo(channel);
        network.register(channel);
        if (now > limits.connections() + REFUSED_AT_ONCE) {
            channel.close();
        } else if (now > limits.connections()) {
            channel.eventLoop().execute(() -> connection.refuse(503, "the engine has " + limits.connections()
                    + " connections already: try again later"));
        }
    }

    /** How many requests are being answered. */
    public int running() {
        return dispatcher.running();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** How long no request was answered; zero while one is. */
    public Duration idle() {
        return running() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - dispatcher.lastEnd());
    }

    /**
     * Takes no more connections: whoever comes now finds nobody.
     *
     * @param lastCall for those who have found the socket before it went away
     */
    public void stopListening(Duration lastCall) throws IOException {
        for (Path socket : sockets) {
            Files.deleteIfExists(socket);
        }
        sockets.clear();
        pause(lastCall);
        for (Listener listener : listening) {
            listener.close();
        }
        listening.clear();
    }

    /** Until nothing is being answered any more, or for so long. */
    private void pause(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            Thread.sleep(longest.toMillis() / 3);
            while (running() > 0 && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything. Handlers that still run are interrupted. */
    @Override
    public void close() throws IOException {
        stopListening(Duration.ZERO);
        handlers.shutdownNow();
        network.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
