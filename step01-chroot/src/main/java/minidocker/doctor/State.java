package minidocker.doctor;

import java.util.Locale;

/** How it stands with one thing that a machine can offer. */
enum State {
    /** There, and all of it that we use. */
    OK("32"),
    /** There in part, or not for every user: some things work and others do not. */
    LIMITED("33"),
    /** Not there. */
    MISSING("31");

    private final String colour;

    /** @param colour the number of a foreground colour, ECMA-48 SGR (see console_codes(4)) */
    State(String colour) {
        this.colour = colour;
    }

    String coloured() {
        return "\033[" + colour + "m" + this + "\033[0m";
    }

    /** As it is printed: {@code ok}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
