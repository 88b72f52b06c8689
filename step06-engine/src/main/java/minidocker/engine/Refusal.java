package minidocker.engine;

/**
 * What was asked for cannot be done. The message is one sentence for the user, in Docker's words where Docker has some; whoever
 * speaks HTTP turns the kind into a status.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why not. */
    public enum Kind {
        /** The request itself makes no sense. */
        BAD_PARAMETER(400),
        FORBIDDEN(403),
        NOT_FOUND(404),
        /** It makes no sense in the state that things are in. */
        CONFLICT(409),
        /** It is so already. */
        NOT_MODIFIED(304),
        TOO_LARGE(413),
        UNAVAILABLE(503),
        FAILED(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The status code of HTTP, RFC 9110 section 15. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;

    public Refusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Refusal(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
