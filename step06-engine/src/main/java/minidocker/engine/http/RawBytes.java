package minidocker.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** A connection that was one of HTTP. */
final class RawBytes implements Duplex {
    private final Inflow in;
    private final Outflow out;
    private final Connection connection;
    private final Consumer<Runnable> onGone;
    private final OutputStream output = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    };

    RawBytes(Inflow in, Outflow out, Connection connection, Consumer<Runnable> onGone) {
        this.in = in;
        this.out = out;
        this.connection = connection;
        this.onGone = onGone;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return output;
    }

    @Override
    public void closeOutput() throws IOException {
        out.drain();
        connection.closeOutput();
    }

    @Override
    public void onGone(Runnable action) {
        onGone.accept(action);
    }

    @Override
    public void close() {
        connection.end();
    }
}
