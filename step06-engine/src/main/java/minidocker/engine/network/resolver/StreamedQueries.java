package minidocker.engine.network.resolver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/** Questions over TCP, each with its length in two bytes before it, RFC 1035 section 4.2.2: what was too long for a datagram. */
record StreamedQueries(SocketChannel client, Directory directory, List<InetAddress> upstream) {
    private static final int PORT = 53;
    private static final int PATIENCE_MILLIS = 5000;
    private static final int LARGEST = 65_535;

    /** All that the client asks, until it goes away or says nothing for a while. */
    void answer() {
        try (Socket socket = client.socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                Optional<Query> query = Query.parse(read(in));
                if (query.isEmpty()) {
                    return;
                }
                write(out, Answers.of(query.get(), directory, LARGEST).orElseGet(() -> ask(query.get())));
            }
        } catch (IOException gone) {
            // Nobody is there to be told.
        }
    }

    private byte[] ask(Query query) {
        for (InetAddress server : upstream) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(server, PORT), PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                write(new DataOutputStream(socket.getOutputStream()), query.message());
                byte[] answer = read(new DataInputStream(socket.getInputStream()));
                if (query.isAnsweredBy(answer)) {
                    return answer;
                }
            } catch (IOException unreachable) {
                // The next one, then.
            }
        }
        return query.failure(Query.SERVFAIL);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    /** In one piece: some resolvers read the length and the message by one call. */
    private static void write(DataOutputStream out, byte[] message) throws IOException {
        byte[] whole = new byte[2 + message.length];
        whole[0] = (byte) (message.length >> 8);
        whole[1] = (byte) message.length;
        System.arraycopy(message, 0, whole, 2, message.length);
        out.write(whole);
        out.flush();
    }
}
