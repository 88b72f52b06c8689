package minidocker.engine.cli.flags;

/** The options cannot be understood. The message is in the words of Go's pflag. */
public final class FlagError extends RuntimeException {
    private static final long serialVersionUID = 1;

    FlagError(String message) {
        super(message);
    }
}
