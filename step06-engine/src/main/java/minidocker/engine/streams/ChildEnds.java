package minidocker.engine.streams;

import minidocker.syscall.Linux;

/**
 * The descriptors that become a child's 0, 1 and 2. They are for one clone: afterwards {@link #close()} gives back our copies.
 */
public record ChildEnds(int stdin, int stdout, int stderr) implements AutoCloseable {
    @Override
    public void close() {
        Linux.close(stdin);
        Linux.close(stdout);
        Linux.close(stderr);
    }
}
