package minidocker.doctor;

/**
 * One line of what doctor has to say.
 *
 * @param name of the thing: {@code user namespaces}
 * @param state how it stands with it
 * @param essential true if none of the steps can do without it, for the user who asks
 * @param found what was seen here, half a sentence
 * @param neededFor what it is good for, half a sentence
 * @param remedy what to do, a command where there is one; empty if there is nothing to do
 */
record Finding(String name, State state, boolean essential, String found, String neededFor, String remedy) {
    Finding {
        if (name.isBlank() || found.isBlank() || neededFor.isBlank()) {
            throw new IllegalArgumentException("a finding says what was looked for, what was found, and what it is needed for");
        }
        if (state == State.MISSING && remedy.isBlank()) {
            throw new IllegalArgumentException(name + " is missing: a finding that says so also says what to do");
        }
    }

    /** True if nothing can be run here until this is mended. */
    boolean stopsEverything() {
        return essential && state == State.MISSING;
    }

    /** Something to be found out: what it is called and what it is needed for. The answer makes a finding of it. */
    record Question(String name, String neededFor, boolean essential) {
        Question(String name, String neededFor) {
            this(name, neededFor, false);
        }

        Question essentialIf(boolean so) {
            return new Question(name, neededFor, so);
        }

        Finding ok(String found) {
            return new Finding(name, State.OK, essential, found, neededFor, "");
        }

        Finding limited(String found, String remedy) {
            return new Finding(name, State.LIMITED, essential, found, neededFor, remedy);
        }

        Finding missing(String found, String remedy) {
            return new Finding(name, State.MISSING, essential, found, neededFor, remedy);
        }
    }
}
