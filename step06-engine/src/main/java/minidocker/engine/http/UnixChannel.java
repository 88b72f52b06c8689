package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FileRegion;
import io.netty.channel.nio.AbstractNioByteChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A connection that a unix socket has accepted. Netty has one of its own, which closes as soon as the other side has closed its
 * half: whoever sends a program its standard input and then waits for what it makes of it would wait for nothing.
 */
final class UnixChannel extends AbstractNioByteChannel {
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final SocketChannel socket;
    private boolean inputEnded;

    UnixChannel(SocketChannel accepted) {
        super(null, accepted);
        socket = accepted;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isActive() {
        return socket.isOpen() && socket.isConnected();
    }

    @Override
    protected int doReadBytes(ByteBuf target) throws Exception {
        unsafe().recvBufAllocHandle().attemptedBytesRead(target.writableBytes());
        int count = target.writeBytes(socket, target.writableBytes());
        if (count >= 0) {
            return count;
        }
        inputEnded = true;
        setReadPending(false);
        // What came before is passed on first.
        eventLoop().execute(() -> pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        return 0;
    }

    @Override
    protected void doBeginRead() throws Exception {
        if (!inputEnded) {
            super.doBeginRead();
        }
    }

    @Override
    protected int doWriteBytes(ByteBuf source) throws Exception {
        return source.readBytes(socket, source.readableBytes());
    }

    @Override
    protected long doWriteFileRegion(FileRegion region) throws Exception {
        return region.transferTo(socket, region.transferred());
    }

    /** Our half is at its end. */
    void shutdownOutput() {
        ((AbstractUnsafe) unsafe()).shutdownOutput(newPromise());
    }

    @Override
    protected void doShutdownOutput() throws Exception {
        socket.shutdownOutput();
    }

    @Override
    protected ChannelFuture shutdownInput() {
        return newSucceededFuture();
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        socket.close();
    }

    @Override
    protected void doDisconnect() throws Exception {
        doClose();
    }

    @Override
    protected SocketAddress localAddress0() {
        return address(true);
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return address(false);
    }

    private SocketAddress address(boolean ours) {
        try {
            return ours ? socket.getLocalAddress() : socket.getRemoteAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("it has been accepted");
    }

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) {
        throw new UnsupportedOperationException("it has been accepted");
    }

    @Override
    protected void doFinishConnect() {
        throw new UnsupportedOperationException("it has been accepted");
    }
}
