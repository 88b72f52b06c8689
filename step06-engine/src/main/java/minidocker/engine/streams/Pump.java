package minidocker.engine.streams;

/** The threads that read the output of all containers and execs; one pump an engine. */
public final class Pump implements AutoCloseable {
    public Pump() {}

    /** Stops reading; what is in the FIFOs stays there for the next engine. */
    @Override
    public void close() {}
}
