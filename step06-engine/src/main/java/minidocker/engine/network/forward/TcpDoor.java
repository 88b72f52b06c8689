package minidocker.engine.network.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Takes connections in, and gives each a relay. */
record TcpDoor(Forwarder forwarder, InetSocketAddress container) implements Forwarder.Ready {
    @Override
    public void ready(SelectionKey key) throws IOException {
        if (!key.isAcceptable()) {
            return;
        }
        SocketChannel client;
        try {
            client = ((ServerSocketChannel) key.channel()).accept();
        } catch (IOException tooManyOpenFiles) {
            return;
        }
        if (client != null) {
            TcpRelay.begin(forwarder, key.selector(), client, container);
        }
    }

    @Override
    public void fail() {
        // The port was released.
    }
}
