package minidocker.engine.streams;

import java.nio.ByteBuffer;
import minidocker.syscall.LinuxPipes;

/** An output that only clients see. */
final class PlainOutput extends OutputPipe {
    private final Clients clients;
    private final Pump pump;

    PlainOutput(int fd, StandardStream stream, Clients clients, Pump pump) {
        super(fd, stream, clients, pump);
        this.clients = clients;
        this.pump = pump;
    }

    @Override
    int batch() {
        ByteBuffer scratch = pump.scratch();
        int got = LinuxPipes.read(fd, scratch, 0, scratch.capacity());
        if (got > 0 && !clients.isEmpty()) {
            byte[] bytes = new byte[got];
            scratch.get(0, bytes);
            clients.deliver(stream, bytes, 0, got);
        }
        return got;
    }

    @Override
    void last() {}
}
