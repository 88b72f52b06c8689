package minidocker.engine.network.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Passes datagrams on, and what comes back to whom they came from; each sender has a socket of its own towards the container. */
final class UdpDoor implements Forwarder.Ready {
    private static final int LARGEST = 65536;
    private static final int MOST_SENDERS = 1000;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Forwarder forwarder;
    private final DatagramChannel outside;
    private final InetSocketAddress container;
    /** The one that was silent for longest comes first. */
    private final Map<SocketAddress, Way> senders = new LinkedHashMap<>(16, 0.75f, true);
    private final ByteBuffer datagram = ByteBuffer.allocate(LARGEST);

    UdpDoor(Forwarder forwarder, DatagramChannel outside, InetSocketAddress container) {
        this.forwarder = forwarder;
        this.outside = outside;
        this.container = container;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        SocketAddress sender;
        while ((sender = outside.receive(datagram.clear())) != null) {
            Way way = senders.get(sender);
            if (way == null) {
                way = new Way(sender, key);
                senders.put(sender, way);
                if (senders.size() > MOST_SENDERS) {
                    senders.values().iterator().next().fail();
                }
            }
            way.send(datagram.flip());
        }
    }

    @Override
    public void fail() {
        for (Way way : java.util.List.copyOf(senders.values())) {
            way.fail();
        }
    }

    /** To the container, for one sender. */
    private final class Way implements Forwarder.Ready {
        private final SocketAddress sender;
        private final DatagramChannel inside;
        private long used = System.nanoTime();

        Way(SocketAddress sender, SelectionKey door) throws IOException {
            this.sender = sender;
            inside = forwarder.inside(DatagramChannel::open);
            try {
                inside.connect(container);
                inside.configureBlocking(false).register(door.selector(), SelectionKey.OP_READ, this);
            } catch (IOException e) {
                inside.close();
                throw e;
            }
        }

        void send(ByteBuffer content) {
            used = System.nanoTime();
            try {
                inside.write(content);
            } catch (IOException nobodyListens) {
                // As on any wire: a datagram may be lost.
            }
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            try {
                while (inside.read(datagram.clear()) >= 0 && datagram.position() > 0) {
                    used = System.nanoTime();
                    outside.send(datagram.flip(), sender);
                }
            } catch (java.net.PortUnreachableException nobodyListens) {
                // As above.
            }
        }

        @Override
        public void look(long nowNanos) {
            if (nowNanos - used > IDLE_NANOS) {
                fail();
            }
        }

        @Override
        public void fail() {
            senders.remove(sender);
            try {
                inside.close();
            } catch (IOException goneInAnyCase) {
                // close(2) gives the descriptor back whatever it says.
            }
        }
    }
}
