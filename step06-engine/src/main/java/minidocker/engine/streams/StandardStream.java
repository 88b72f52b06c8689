package minidocker.engine.streams;

import java.util.Locale;

/** One of the three streams that every process begins with, stdin(3). The ordinal is the descriptor and the byte on the wire. */
public enum StandardStream {
    STDIN, STDOUT, STDERR;

    /** As logs write it: {@code stdout}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
