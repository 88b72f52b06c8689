package minidocker.engine.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection that was handed over (status 101): from here on the bytes are those of a container's streams. */
public final class Upgraded implements Closeable {
    private final Response response;

    Upgraded(Response response) {
        this.response = response;
    }

    /** The two streams come mixed, each piece with a header of eight bytes: see {@link Demultiplexer}. */
    public boolean isMultiplexed() {
        return response.header("content-type").equals("application/vnd.docker.multiplexed-stream");
    }

    public InputStream in() {
        return response.connection().in();
    }

    public OutputStream out() {
        return response.connection().out();
    }

    /** Standard input is at its end; output may still come. */
    public void closeOutput() throws IOException {
        response.connection().closeOutput();
    }

    @Override
    public void close() throws IOException {
        response.close();
    }
}
