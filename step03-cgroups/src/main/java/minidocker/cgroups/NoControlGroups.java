package minidocker.cgroups;

import minidocker.cli.UserError;

/** We may make no control groups here. Without limits a container runs nevertheless: that is for whoever asks to decide. */
public final class NoControlGroups extends UserError {
    private static final long serialVersionUID = 1;

    private final String why;

    /** @param why with what to do about it; no end of a sentence */
    NoControlGroups(String why) {
        super(why + ", or add --no-limits to run without limits");
        this.why = why;
    }

    /** The reason, and what to do about it, for whoever has no option to run without. */
    public String why() {
        return why;
    }
}
