package minidocker.engine.network.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Two connections that are one for those at their ends. Each direction ends by itself: who has said all may still listen (a half
 * close, RFC 9293 section 3.6).
 */
final class TcpRelay implements Forwarder.Ready {
    private static final int BUFFER = 32 * 1024;

    /** What flows from one channel to the other. */
    private static final class Direction {
        private final SocketChannel from;
        private final SocketChannel to;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        private boolean ended;
        private boolean toldSo;

        Direction(SocketChannel from, SocketChannel to) {
            this.from = from;
            this.to = to;
        }

        void flow() throws IOException {
            if (!ended && buffer.hasRemaining() && from.read(buffer) < 0) {
                ended = true;
            }
            if (buffer.position() > 0) {
                buffer.flip();
                to.write(buffer);
                buffer.compact();
            }
            if (ended && buffer.position() == 0 && !toldSo) {
                toldSo = true;
                to.shutdownOutput();
            }
        }

        boolean wantsToRead() {
            return !ended && buffer.hasRemaining();
        }

        boolean wantsToWrite() {
            return buffer.position() > 0;
        }
    }

    private final SocketChannel client;
    private final SocketChannel server;
    private final Direction there;
    private final Direction back;
    private SelectionKey clientKey;
    private SelectionKey serverKey;

    private TcpRelay(SocketChannel client, SocketChannel server) {
        this.client = client;
        this.server = server;
        there = new Direction(client, server);
        back = new Direction(server, client);
    }

    static void begin(Forwarder forwarder, Selector selector, SocketChannel client, InetSocketAddress container) throws IOException {
        SocketChannel server = null;
        try {
            server = forwarder.inside(SocketChannel::open);
            TcpRelay relay = new TcpRelay(client, server);
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = server.connect(container);
            relay.clientKey = client.register(selector, 0, relay);
            relay.serverKey = server.register(selector, SelectionKey.OP_CONNECT, relay);
            if (connected) {
                relay.interests();
            }
        } catch (IOException unreachable) {
            client.close();
            if (server != null) {
                server.close();
            }
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        if (key == serverKey && key.isConnectable()) {
            server.finishConnect();
        }
        there.flow();
        back.flow();
        if (there.toldSo && back.toldSo) {
            fail();
        } else {
            interests();
        }
    }

    private void interests() {
        clientKey.interestOps(operations(there, back));
        serverKey.interestOps(operations(back, there));
    }

    private static int operations(Direction reading, Direction writing) {
        return (reading.wantsToRead() ? SelectionKey.OP_READ : 0) | (writing.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public void fail() {
        try (client; server) {
            clientKey.cancel();
        } catch (IOException goneInAnyCase) {
            // close(2) gives the descriptor back whatever it says.
        }
    }
}
