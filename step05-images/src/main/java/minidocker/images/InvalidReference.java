package minidocker.images;

/** A name or digest that is not one. The message is a sentence in Docker's words; a command shows it as it is. */
public final class InvalidReference extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidReference(String sentence) {
        super(sentence);
    }
}
