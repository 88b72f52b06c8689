package minidocker.cli.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code --format} means for a list: {@code table TEMPLATE} prints headings and aligned columns, {@code json} one object a
 * line, anything else is the template of a line. {@code \t} and {@code \n} may be written as they are typed in a shell.
 */
public final class Listing {
    private final String template;
    private final boolean table;

    private Listing(String template, boolean table) {
        this.template = template;
        this.table = table;
    }

    /**
     * @param format       what the user said, or empty
     * @param defaultTable the columns of the command, {@code {{.ID}}\t{{.Names}}}, for nothing or {@code table} alone
     */
    public static Listing of(String format, String defaultTable) {
        String trimmed = format.trim();
        if (trimmed.isEmpty() || trimmed.equals("table")) {
            return new Listing(unescape(defaultTable), true);
        }
        if (trimmed.equals("json")) {
            return new Listing("{{json .}}", false);
        }
        boolean table = trimmed.startsWith("table ");
        return new Listing(unescape(table ? trimmed.substring("table ".length()).trim() : trimmed), table);
    }

    private static String unescape(String format) {
        return format.replace("\\t", "\t").replace("\\n", "\n");
    }

    /**
     * The rows as text, each ended by a newline.
     *
     * @param headings by field name: {@code ID} is {@code CONTAINER ID}
     * @throws TemplateException in Go's words
     */
    public String print(List<Row> rows, Map<String, String> headings) {
        StringBuilder out = new StringBuilder();
        if (table) {
            Map<String, Object> header = new HashMap<>(headings);
            header.put("Label", (Row.Method) arguments -> lastWord(String.valueOf(arguments.get(0))));
            out.append(Template.parseHeader(template).execute(header)).append('\n');
        }
        Template line = Template.parse(template);
        for (Row row : rows) {
            out.append(line.execute(row)).append('\n');
        }
        return table ? Columns.align(out.toString()) : out.toString();
    }

    /** {@code com.example.build-date} heads its column as {@code build date}. */
    private static String lastWord(String label) {
        return label.substring(label.lastIndexOf('.') + 1).replace('-', ' ').replace('_', ' ');
    }
}
