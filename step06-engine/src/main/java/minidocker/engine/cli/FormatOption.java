package minidocker.engine.cli;

import minidocker.cli.template.Template;
import minidocker.cli.template.TemplateException;
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

    /**
     * The template of a command that shows one thing: {@code json} or a template of Go, of which a field that is not there is an
     * error.
     *
     * @return null where nothing was asked for
     */
    public static Template ofOne(String given) throws TemplateException {
        return given.isEmpty() ? null : Template.parseStrict(given.equals("json") ? "{{json .}}" : given);
    }
}
