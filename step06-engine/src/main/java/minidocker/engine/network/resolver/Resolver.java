package minidocker.engine.network.resolver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.Redirection;
import minidocker.engine.network.kernel.NetworkNamespace;

/** The name server of all containers on users' networks. Its thread comes with the first of them. */
public final class Resolver implements AutoCloseable {
    private static final int PORT = 53;
    private static final int LARGEST = 65_535;
    private static final int MOST_OPEN = 512;
    private static final int MOST_STREAMS = 16;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 3 * SECOND_NANOS;
    private static final long STACK_BYTES = 256 * 1024;

    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final Set<Forwarded> open = new HashSet<>();
    private final Semaphore streams = new Semaphore(MOST_STREAMS);
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
    private Selector selector;

    /** A container's sockets in its network namespace, and what it may know. */
    private record Served(DatagramChannel datagrams, ServerSocketChannel connections, Directory directory,
            Supplier<List<InetAddress>> upstream) {
        void close() {
            closeQuietly(datagrams);
            closeQuietly(connections);
        }
    }

    /** A question that another server was asked. */
    private record Forwarded(Served asker, SocketAddress client, Query query, DatagramChannel channel, List<InetAddress> next,
            long deadline) {}

    /**
     * From now on a container is answered; a second time it does nothing.
     *
     * @param container its ID
     * @param pid       a process in its network namespace
     * @param leavePort its own server shall have the port, at all addresses: we take others, and a rule in its namespace leads there.
     *     Without such rules here, we have the port nevertheless
     * @param upstream  who is asked for what we do not know
     */
    public void serve(String container, int pid, boolean leavePort, Directory directory, Supplier<List<InetAddress>> upstream)
            throws IOException {
        if (served.containsKey(container)) {
            return;
        }
        Served one = open(pid, leavePort, directory, upstream);
        if (served.putIfAbsent(container, one) != null) {
            one.close();
            return;
        }
        Selector ours = selector();
        one.datagrams.register(ours, SelectionKey.OP_READ, one);
        one.connections.register(ours, SelectionKey.OP_ACCEPT, one);
        ours.wakeup();
    }

    private Served open(int pid, boolean leavePort, Directory directory, Supplier<List<InetAddress>> upstream) throws IOException {
        InetAddress address = Cidr.address(ResolverFile.ADDRESS);
        InetSocketAddress known = new InetSocketAddress(address, PORT);
        try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid)) {
            if (leavePort) {
                Served one = open(namespace, new InetSocketAddress(address, 0), directory, upstream);
                int datagrams = one.datagrams.socket().getLocalPort();
                int connections = one.connections.socket().getLocalPort();
                boolean leads = false;
                try {
                    leads = namespace.inside(() -> Redirection.make(known, datagrams, connections));
                } finally {
                    if (!leads) {
                        one.close();
                    }
                }
                if (leads) {
                    return one;
                }
            }
            return open(namespace, known, directory, upstream);
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }

    private static Served open(NetworkNamespace namespace, InetSocketAddress address, Directory directory,
            Supplier<List<InetAddress>> upstream) throws Exception {
        DatagramChannel datagrams = namespace.inside(() -> DatagramChannel.open(StandardProtocolFamily.INET));
        ServerSocketChannel connections = namespace.inside(() -> ServerSocketChannel.open(StandardProtocolFamily.INET));
        Served one = new Served(datagrams, connections, directory, upstream);
        try {
            // A name server in the container can bind all addresses of UDP beside us.
            datagrams.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            datagrams.bind(address).configureBlocking(false);
            connections.bind(address).configureBlocking(false);
            return one;
        } catch (IOException taken) {
            one.close();
            throw taken;
        }
    }

    private synchronized Selector selector() throws IOException {
        if (selector == null) {
            selector = Selector.open();
            Thread thread = new Thread(null, this::run, "resolver", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        }
        return selector;
    }

    /** Its network namespace is about to go. */
    public void end(String container) {
        Served one = served.remove(container);
        if (one != null) {
            one.close();
            synchronized (this) {
                // What is closed is only let go by the selector's next round, and a namespace lives as long as its sockets.
                selector.wakeup();
            }
        }
    }

    private void run() {
        try {
            while (true) {
                selector.select(open.isEmpty() ? 0 : SECOND_NANOS / 1_000_000);
                for (SelectionKey key : new ArrayList<>(selector.selectedKeys())) {
                    selector.selectedKeys().remove(key);
                    ready(key);
                }
                expire();
            }
        } catch (ClosedSelectorException leaving) {
            // The engine's end.
        } catch (IOException e) {
            System.err.println("mini-docker: names are not resolved any more: " + e.getMessage());
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Forwarded forwarded) {
                answered(forwarded);
            } else if (key.attachment() instanceof Served one && key.isValid()) {
                if (key.isAcceptable()) {
                    accept(one);
                } else {
                    asked(one);
                }
            }
        } catch (IOException | CancelledKeyException gone) {
            if (key.attachment() instanceof Forwarded forwarded) {
                forget(forwarded);
                askNext(forwarded);
            }
        }
    }

    private void asked(Served one) throws IOException {
        for (SocketAddress client = receive(one.datagrams); client != null; client = receive(one.datagrams)) {
            Optional<Query> query = Query.parse(bytes());
            if (query.isPresent()) {
                Optional<byte[]> known = Answers.of(query.get(), one.directory, query.get().limit());
                if (known.isPresent()) {
                    one.datagrams.send(ByteBuffer.wrap(known.get()), client);
                } else {
                    ask(one, client, query.get(), one.upstream.get());
                }
            }
        }
    }

    private SocketAddress receive(DatagramChannel channel) throws IOException {
        buffer.clear();
        return channel.receive(buffer);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void ask(Served one, SocketAddress client, Query query, List<InetAddress> servers) {
        for (int i = 0; i < servers.size() && open.size() < MOST_OPEN; i++) {
            DatagramChannel channel = null;
            try {
                channel = DatagramChannel.open();
                // Connected, on a port of its own: nobody else's answer is taken.
                channel.connect(new InetSocketAddress(servers.get(i), PORT)).configureBlocking(false);
                Forwarded forwarded = new Forwarded(one, client, query, channel, servers.subList(i + 1, servers.size()),
                        System.nanoTime() + PATIENCE_NANOS);
                channel.write(ByteBuffer.wrap(query.message()));
                channel.register(selector, SelectionKey.OP_READ, forwarded);
                open.add(forwarded);
                return;
            } catch (IOException unreachable) {
                closeQuietly(channel);
            }
        }
        reply(one, client, query.failure(Query.SERVFAIL));
    }

    private void answered(Forwarded forwarded) throws IOException {
        buffer.clear();
        if (forwarded.channel.read(buffer) > 0) {
            byte[] answer = bytes();
            if (forwarded.query.isAnsweredBy(answer)) {
                forget(forwarded);
                reply(forwarded.asker, forwarded.client, answer);
            }
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (Forwarded forwarded : new ArrayList<>(open)) {
            if (forwarded.deadline - now < 0) {
                forget(forwarded);
                askNext(forwarded);
            }
        }
    }

    private void forget(Forwarded forwarded) {
        open.remove(forwarded);
        closeQuietly(forwarded.channel);
    }

    private void askNext(Forwarded forwarded) {
        ask(forwarded.asker, forwarded.client, forwarded.query, forwarded.next);
    }

    private static void reply(Served one, SocketAddress client, byte[] answer) {
        try {
            one.datagrams.send(ByteBuffer.wrap(answer), client);
        } catch (IOException gone) {
            // Who asked has ended.
        }
    }

    private void accept(Served one) throws IOException {
        SocketChannel client = one.connections.accept();
        if (client == null) {
            return;
        }
        if (!streams.tryAcquire()) {
            closeQuietly(client);
            return;
        }
        Thread thread = new Thread(null, () -> {
            try {
                new StreamedQueries(client, one.directory, one.upstream.get()).answer();
            } finally {
                streams.release();
            }
        }, "resolver-tcp", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (Exception e) {
            // It is closed all the same.
        }
    }

    @Override
    public synchronized void close() {
        served.values().forEach(Served::close);
        served.clear();
        closeQuietly(selector);
    }
}
