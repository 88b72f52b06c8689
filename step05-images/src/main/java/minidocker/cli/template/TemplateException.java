package minidocker.cli.template;

/** A template that cannot be read, or does not fit its data. The message is Go's, from {@code template: :1:...} on. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateException(String message) {
        super(message);
    }
}
