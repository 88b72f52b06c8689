package minidocker.cli;

/**
 * Something the user can mend: the message is one sentence that says what is wrong and what to do about it. It is all that is
 * printed (a stack trace only with {@code --debug}).
 */
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** An error of ours before the program was started: exit code 125, as Docker's. */
    public UserError(String sentence) {
        this(sentence, 125);
    }

    public UserError(String sentence, int exitCode) {
        super(sentence);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
