package minidocker.engine.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Bytes to and from an engine. Reading and writing may happen at the same time, in two threads. */
final class Connection implements Closeable {
    private interface Closing {
        void close() throws IOException;
    }

    private final InputStream in;
    private final OutputStream out;
    private final Closing halfClose;
    private final Closing close;

    private Connection(InputStream in, OutputStream out, Closing halfClose, Closing close) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.halfClose = halfClose;
        this.close = close;
    }

    /** @throws CannotConnect if nobody answers there */
    static Connection open(Address address) throws IOException {
        try {
            if (address instanceof Address.UnixSocket unix) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                try {
                    channel.connect(UnixDomainSocketAddress.of(unix.path()));
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
                return of(channel);
            }
            Address.Tcp tcp = (Address.Tcp) address;
            InetSocketAddress there = new InetSocketAddress(tcp.host(), tcp.port());
            if (there.isUnresolved()) {
                throw new CannotConnect("error during connect: there is no host " + tcp.host());
            }
            SocketChannel channel = SocketChannel.open(there);
            channel.socket().setTcpNoDelay(true);
            return tcp.tls().isPresent() ? encrypted(channel, tcp) : of(channel);
        } catch (CannotConnect e) {
            throw e;
        } catch (IOException e) {
            throw refused(address, e);
        }
    }

    private static CannotConnect refused(Address address, IOException e) {
        if (address instanceof Address.UnixSocket unix && Files.exists(unix.path()) && !Files.isWritable(unix.path())) {
            return new CannotConnect("permission denied while trying to connect to the Docker daemon socket at " + address
                    + ": run it as a member of the group of that file");
        }
        if (e instanceof javax.net.ssl.SSLException) {
            return new CannotConnect("error during connect: TLS with " + address + " failed: " + e.getMessage());
        }
        return new CannotConnect("Cannot connect to the Docker daemon at " + address + ". Is the docker daemon running?");
    }

    private static Connection of(SocketChannel channel) {
        return new Connection(new ChannelInput(channel), new ChannelOutput(channel), channel::shutdownOutput, channel::close);
    }

    private static Connection encrypted(SocketChannel channel, Address.Tcp address) throws IOException {
        TlsFiles files = address.tls().get();
        SSLSocket socket = (SSLSocket) files.context().getSocketFactory()
                .createSocket(channel.socket(), address.host(), address.port(), true);
        if (files.verify()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (address.host().matches(".*[A-Za-z].*") && address.host().indexOf(':') < 0) {
                parameters.setServerNames(java.util.List.of(new SNIHostName(address.host())));
            }
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return new Connection(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput, socket::close);
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** The other side reads an end of file; it may go on writing. */
    void closeOutput() throws IOException {
        halfClose.close();
    }

    @Override
    public void close() throws IOException {
        close.close();
    }

    /** java.nio.channels.Channels takes one lock for reading and writing, so that a reader who waits keeps the writer out. */
    private static final class ChannelInput extends InputStream {
        private final SocketChannel channel;

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    /** See {@link ChannelInput}. */
    private static final class ChannelOutput extends OutputStream {
        private final SocketChannel channel;

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }
}
