package minidocker.engine.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import minidocker.engine.streams.MultiplexedStream;
import minidocker.engine.streams.StandardStream;

/** A request that turns its connection into raw bytes, as attach and exec do. */
final class RawConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    final String head;

    /** @param body JSON; null for none */
    RawConnection(Path socket, String target, String body) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = Channels.newInputStream(channel);
        String content = body == null ? "" : body;
        type("POST " + target + " HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                + (body == null ? "" : "Content-Type: application/json\r\n") + "Content-Length: " + content.length() + "\r\n\r\n" + content);
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it ended behind " + text);
            }
            text.append((char) next);
        }
        head = text.toString();
    }

    void type(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Our half is at its end. */
    void endInput() throws IOException {
        channel.shutdownOutput();
    }

    /** Up to the end, without a terminal's frames. */
    String raw() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Raw bytes up to these. */
    String rawUpTo(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it ended behind " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** All frames of one stream up to the end; those of the other are passed over. */
    String frames(StandardStream wanted) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (MultiplexedStream.Frame frame = MultiplexedStream.read(in); frame != null; frame = MultiplexedStream.read(in)) {
            if (frame.stream() == wanted) {
                all.writeBytes(frame.payload());
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
