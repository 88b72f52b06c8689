package minidocker.engine.cli;

import java.io.IOException;
import java.util.List;
import minidocker.engine.cli.flags.Flags;

/** One command: its options, and what it does. Lives for one run. */
public abstract class Command {
    /** Its options; declared by the fields of the command. */
    protected final Flags flags = new Flags();
    private final Manual manual;

    protected Command(Manual manual) {
        this.manual = manual;
    }

    public final Manual manual() {
        return manual;
    }

    public final Flags flags() {
        return flags;
    }

    /**
     * Does it, the options being parsed.
     *
     * @return the exit code
     * @throws IOException with a sentence for the user; exit code 1
     */
    public abstract int run(Session session, List<String> arguments) throws IOException;

    /** The exit code of a failure that is not an option nobody knows. */
    public int failureCode() {
        return 1;
    }
}
