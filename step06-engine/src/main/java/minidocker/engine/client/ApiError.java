package minidocker.engine.client;

import java.io.IOException;

/** The engine answered, and said no. */
public final class ApiError extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final String trace;

    ApiError(int status, String reason, String trace) {
        super("Error response from daemon: " + reason);
        this.status = status;
        this.reason = reason;
        this.trace = trace;
    }

    /** The status code of HTTP. */
    public int status() {
        return status;
    }

    /** The system calls up to the one that failed, if they were asked for; otherwise empty. */
    public String trace() {
        return trace;
    }

    /** The engine's own sentence, without the words before it that say whose it is. */
    public String reason() {
        return reason;
    }
}
