package minidocker.engine.cli;

import java.util.List;

/**
 * What help says about a command.
 *
 * @param names all it goes by, the full one first: {@code container ls}, {@code ps}
 * @param synopsis what follows its name: {@code [OPTIONS] CONTAINER [CONTAINER...]}; several lines for several forms
 * @param about one line
 * @param least arguments
 * @param most arguments
 */
public record Manual(List<String> names, String synopsis, String about, int least, int most) {
    private static final int ANY = Integer.MAX_VALUE;

    public static Manual of(String names, String synopsis, String about) {
        return new Manual(List.of(names.split(", ")), synopsis, about, 0, 0);
    }

    public Manual exactly(int count) {
        return new Manual(names, synopsis, about, count, count);
    }

    public Manual atLeast(int count) {
        return new Manual(names, synopsis, about, count, ANY);
    }

    public Manual atMost(int count) {
        return new Manual(names, synopsis, about, 0, count);
    }

    boolean hasNoMost() {
        return most == ANY;
    }

    /** What is wrong with so many arguments, in Docker's words; null if nothing is. */
    String wrong(int count) {
        if (count >= least && count <= most) {
            return null;
        }
        if (most == 0) {
            return "accepts no arguments";
        }
        if (least > 0 && most != ANY && least != most) {
            return "requires at least " + least + " and at most " + most + " arguments";
        }
        String bound = least == most ? "" : most == ANY ? "at least " : "at most ";
        int number = bound.equals("at most ") ? most : least;
        return "requires " + bound + number + (number == 1 ? " argument" : " arguments");
    }
}
