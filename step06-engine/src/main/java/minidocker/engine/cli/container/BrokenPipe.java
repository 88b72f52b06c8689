package minidocker.engine.cli.container;

import java.io.IOException;

/** A reader of ours who has seen enough. */
public final class BrokenPipe {
    private BrokenPipe() {}

    /** True if writing failed because nobody reads any more. */
    public static boolean is(IOException e) {
        return "Broken pipe".equals(e.getMessage());
    }
}
