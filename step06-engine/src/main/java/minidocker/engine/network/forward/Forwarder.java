package minidocker.engine.network.forward;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import minidocker.engine.network.kernel.Place;
import minidocker.engine.network.kernel.Transport;

/** Holds ports of the host and passes on what comes to them. One thread does it all; it is there as long as a port is held. */
public final class Forwarder implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long LOOK_FOR_IDLE_MILLIS = 10_000;
    private static final boolean HAS_IPV6 = Files.exists(Path.of("/proc/net/if_inet6"));

    /** What a channel does when it is ready; on the forwarder's thread. */
    interface Ready {
        void ready(SelectionKey key) throws IOException;

        /** Something went wrong with it: everything that belongs to it is closed. */
        void fail();

        /** Called now and then. */
        default void look(long nowNanos) {}
    }

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Place place;
    private Selector selector;

    /** @param place from where containers are reached; ports are held where we are */
    public Forwarder(Place place) {
        this.place = place;
    }

    /** A socket in that place. */
    <T> T inside(Callable<T> opening) throws IOException {
        try {
            return place.inside(opening);
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** True if the host has IPv6, and a port of all its addresses is one of both families. */
    public static boolean hasIpv6() {
        return HAS_IPV6;
    }

    /**
     * @param host an address of the host; null for all of them, of both families
     * @param port 0 for a free one
     * @throws BindException if the port is somebody's already, or the address is not one of the host
     */
    public HeldPort hold(Transport transport, InetAddress host, int port) throws IOException {
        boolean six = host == null ? HAS_IPV6 : host instanceof java.net.Inet6Address;
        StandardProtocolFamily family = six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        InetSocketAddress address = host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        return transport == Transport.TCP ? tcp(family, address) : udp(family, address);
    }

    private static HeldPort tcp(StandardProtocolFamily family, InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(family);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG).configureBlocking(false);
            return new HeldPort(Transport.TCP, channel, channel.socket().getLocalPort());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static HeldPort udp(StandardProtocolFamily family, InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            channel.bind(address).configureBlocking(false);
            return new HeldPort(Transport.UDP, channel, channel.socket().getLocalPort());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** From now on what comes to the port is passed on. */
    public void lead(HeldPort port, InetSocketAddress container) throws IOException {
        Selector now = started();
        tasks.add(() -> {
            try {
                if (port.transport() == Transport.TCP) {
                    port.channel().register(now, SelectionKey.OP_ACCEPT, new TcpDoor(this, container));
                } else {
                    port.channel().register(now, SelectionKey.OP_READ, new UdpDoor(this, (DatagramChannel) port.channel(), container));
                }
            } catch (IOException | CancelledKeyException releasedMeanwhile) {
                // Then nobody wants it any more.
            }
        });
        now.wakeup();
    }

    private synchronized Selector started() throws IOException {
        if (selector == null) {
            selector = Selector.open();
            Selector mine = selector;
            Thread thread = new Thread(null, () -> run(mine), "port forwarder", 256 * 1024);
            thread.setDaemon(true);
            thread.start();
        }
        return selector;
    }

    /** The port is free again; connections that came by it go on. */
    public synchronized void release(HeldPort port) {
        try {
            SelectionKey key = selector == null ? null : port.channel().keyFor(selector);
            port.channel().close();
            if (key != null && key.attachment() instanceof UdpDoor door) {
                tasks.add(door::fail);
            }
        } catch (IOException goneInAnyCase) {
            // close(2) gives the descriptor back whatever it says.
        }
        if (selector != null) {
            // The key of a closed channel, and with it the port, is held until the next round.
            selector.wakeup();
        }
    }

    private void run(Selector mine) {
        long looked = System.nanoTime();
        try {
            while (true) {
                mine.select(LOOK_FOR_IDLE_MILLIS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : mine.selectedKeys()) {
                    serve(key);
                }
                mine.selectedKeys().clear();
                long now = System.nanoTime();
                if (now - looked > LOOK_FOR_IDLE_MILLIS * 1_000_000) {
                    looked = now;
                    mine.keys().forEach(key -> ((Ready) key.attachment()).look(now));
                }
            }
        } catch (ClosedSelectorException closed) {
            // The engine leaves.
        } catch (IOException e) {
            System.err.println("mini-docker: published ports are not served by the engine any more: " + e.getMessage());
        }
    }

    private static void serve(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (IOException | CancelledKeyException e) {
            ready.fail();
        }
    }

    @Override
    public synchronized void close() {
        if (selector != null) {
            try {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
                selector.close();
            } catch (IOException goneInAnyCase) {
                // As above.
            }
        }
    }
}
