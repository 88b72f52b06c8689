package minidocker.engine.core;

import minidocker.engine.Refusal;

/**
 * Whether a container that has ended is started again.
 *
 * @param maximumRetries of {@code on-failure}; 0 for as often as it takes
 */
public record RestartPolicy(Name name, int maximumRetries) {
    public static final RestartPolicy NO = new RestartPolicy(Name.NO, 0);

    /** Docker's four. */
    public enum Name {
        NO("no"), ALWAYS("always"), UNLESS_STOPPED("unless-stopped"), ON_FAILURE("on-failure");

        private final String word;

        Name(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    public static RestartPolicy of(String word, int maximumRetries) {
        if (word.isEmpty()) {
            return NO;
        }
        for (Name name : Name.values()) {
            if (name.word.equals(word)) {
                if (maximumRetries != 0 && name != Name.ON_FAILURE) {
                    throw refused("invalid restart policy: maximum retry count can only be used with 'on-failure'");
                }
                if (maximumRetries < 0) {
                    throw refused("invalid restart policy: maximum retry count cannot be negative");
                }
                return new RestartPolicy(name, maximumRetries);
            }
        }
        throw refused("invalid restart policy: unknown policy '" + word + "'; use one of 'no', 'always', 'on-failure', or "
                + "'unless-stopped'");
    }

    private static Refusal refused(String sentence) {
        return new Refusal(Refusal.Kind.BAD_PARAMETER, sentence);
    }

    /**
     * Whether it is started again after it ended by itself.
     *
     * @param restarts how often it was already
     * @param stopped  a user has stopped it
     */
    public boolean restartsAfter(int exitCode, int restarts, boolean stopped) {
        return !stopped && switch (name) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> exitCode != 0 && (maximumRetries == 0 || restarts < maximumRetries);
        };
    }

    /**
     * Whether a container that ended under an earlier engine is started by this one.
     *
     * @param stopped a user has stopped it: to always, that was long ago
     */
    public boolean restartsWithEngine(boolean stopped) {
        return name == Name.ALWAYS || name == Name.UNLESS_STOPPED && !stopped;
    }
}
