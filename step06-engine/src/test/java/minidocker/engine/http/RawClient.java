package minidocker.engine.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends what a test writes, right or wrong, and reads what comes. */
final class RawClient implements Closeable {
    final SocketChannel channel;
    final InputStream in;
    final OutputStream out;

    record Answer(int status, String reason, Map<String, String> headers, String body) {}

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new BufferedInputStream(Channels.newInputStream(channel));
        // Channels.newOutputStream would exclude a reader at the same time.
        out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        };
    }

    RawClient send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Our half is at its end. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Status line and headers; their names in lower case. */
    Answer head() throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status[1]), status[2], headers, "");
    }

    Answer answer() throws IOException {
        return answer("GET");
    }

    Answer answer(String method) throws IOException {
        Answer head = head();
        String body = "";
        if (!method.equals("HEAD") && head.status != 204 && head.status != 304) {
            body = head.headers.getOrDefault("transfer-encoding", "").equals("chunked") ? chunks()
                    : head.headers.containsKey("content-length")
                    ? new String(bytes(Integer.parseInt(head.headers.get("content-length"))), StandardCharsets.UTF_8)
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return new Answer(head.status, head.reason, head.headers, body);
    }

    private String chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            all.writeBytes(chunk);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The next chunk; empty at the end. */
    byte[] chunk() throws IOException {
        byte[] chunk = bytes(Integer.parseInt(line(), 16));
        if (!line().isEmpty()) {
            throw new IOException("a chunk has no end");
        }
        return chunk;
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the answer was cut off after " + bytes.length + " bytes of " + count);
        }
        return bytes;
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer was cut off after " + line);
            }
            line.append((char) c);
        }
        return line.toString().replaceAll("\r$", "");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
