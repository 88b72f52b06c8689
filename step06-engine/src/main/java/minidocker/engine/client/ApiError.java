package minidocker.engine.client;

import java.io.IOException;

/** The engine answered, and said no. */
public final class ApiError extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    ApiError(int status, String reason) {
        super("Error response from daemon: " + reason);
        this.status = status;
        this.reason = reason;
    }

    /** The status code of HTTP. */
    public int status() {
        return status;
    }

    /** The engine's own sentence, without the words before it that say whose it is. */
    public String reason() {
        return reason;
    }
}
