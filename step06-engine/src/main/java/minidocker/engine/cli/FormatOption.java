package minidocker.engine.cli;

import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** {@code --format}. */
public final class FormatOption {
    private FormatOption() {}

    public static Flag<String> declare(Flags flags) {
        return flags.text("format", "", "Format output using a custom template: 'table' (default), 'table TEMPLATE', 'json',"
                + " or 'TEMPLATE', a template of Go");
    }

    /**
     * The format that counts. {@code --quiet} stands against the table only.
     *
     * @param setting the user's own, where nothing is said
     */
    public static String chosen(String given, boolean quiet, String setting) {
        String format = given.isEmpty() ? quiet ? "table" : setting : given;
        return quiet && format.equals("table") ? "{{.ID}}" : format;
    }
}
