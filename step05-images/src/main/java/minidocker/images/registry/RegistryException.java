package minidocker.images.registry;

import java.io.IOException;
import java.util.Locale;
import minidocker.images.ImageReference;

/**
 * A registry said no, or could not be understood. {@link #getMessage} is a sentence; {@link #about} puts it into Docker's words
 * for the image that was asked for.
 */
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1;

    /** HTTP status, or 0 if there was no answer. */
    private final int status;
    /** The specification's error code ({@code MANIFEST_UNKNOWN}), or empty. */
    private final String code;

    public RegistryException(int status, String code, String sentence) {
        super(sentence);
        this.status = status;
        this.code = code;
    }

    public RegistryException(String sentence) {
        this(0, "", sentence);
    }

    public RegistryException(String sentence, Throwable cause) {
        this(sentence);
        initCause(cause);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The sentence for a user who asked for this image. */
    public String about(ImageReference reference) {
        return switch (code) {
            case "DENIED" -> "pull access denied for " + reference.familiarName()
                    + ", repository does not exist or may require 'mini-docker login': " + getMessage();
            case "MANIFEST_UNKNOWN" -> "manifest for " + reference.familiar() + " not found: " + getMessage();
            case "NAME_UNKNOWN" -> "repository " + reference.familiarName() + " not found: " + getMessage();
            default -> getMessage();
        };
    }

    /** {@code MANIFEST_UNKNOWN} and its message as Docker joins them: "manifest unknown: manifest unknown". */
    static RegistryException of(int status, String code, String message) {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return new RegistryException(status, code, message.isEmpty() ? words : words + ": " + message);
    }
}
