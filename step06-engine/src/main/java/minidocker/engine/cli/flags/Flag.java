package minidocker.engine.cli.flags;

/**
 * One option: how it is written, what help says about it, and its value.
 *
 * @param <T> of the value
 */
public final class Flag<T> {
    /** Makes a value of what was written; refuses it with an IllegalArgumentException that says why. */
    public interface Parsing<T> {
        /** @param before the value so far, for options that may be given several times */
        T parse(String text, T before);
    }

    private final String name;
    private final String shorthand;
    private final String type;
    private final String about;
    private final Parsing<T> parsing;
    private String shownDefault;
    private boolean hidden;
    private T value;
    private boolean changed;

    Flag(String name, String shorthand, String type, String about, T initial, String shownDefault, Parsing<T> parsing) {
        this.name = name;
        this.shorthand = shorthand;
        this.type = type;
        this.about = about;
        this.value = initial;
        this.shownDefault = shownDefault;
        this.parsing = parsing;
    }

    /** What was given, or the default. */
    public T get() {
        return value;
    }

    /** True if it was given, even with the value that is the default. */
    public boolean isChanged() {
        return changed;
    }

    /** It works and is not spoken of. */
    public Flag<T> hidden() {
        hidden = true;
        return this;
    }

    void set(String text) {
        try {
            value = parsing.parse(text, value);
        } catch (IllegalArgumentException e) {
            throw new FlagError("invalid argument \"" + text + "\" for \"" + (shorthand.isEmpty() ? "" : "-" + shorthand + ", ") + "--"
                    + name + "\" flag: " + e.getMessage());
        }
        changed = true;
    }

    /** {@code --rm} needs no value, {@code --name} does. */
    boolean isSwitch() {
        return type.isEmpty();
    }

    public String name() {
        return name;
    }

    /** One letter, or empty. */
    public String shorthand() {
        return shorthand;
    }

    /** What kind of value, for help; empty for a switch. */
    public String type() {
        return type;
    }

    public String about() {
        return shownDefault.isEmpty() ? about : about + " (default " + shownDefault + ")";
    }

    public boolean isHidden() {
        return hidden;
    }
}
