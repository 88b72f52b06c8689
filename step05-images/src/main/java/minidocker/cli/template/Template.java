package minidocker.cli.template;

import java.util.Map;

/** A parsed template. Immutable; may be executed any number of times. */
public final class Template {
    private final String source;
    private final Node.Block root;
    private final Map<String, Functions.Function> functions;
    private final boolean strict;

    private Template(String source, Map<String, Functions.Function> functions, boolean strict) {
        this.source = source;
        this.functions = functions;
        this.strict = strict;
        root = Parser.parse(source, functions.keySet());
    }

    /**
     * A Map that lacks a field gives {@code <no value>}.
     *
     * @throws TemplateException if it is no template
     */
    public static Template parse(String source) {
        return new Template(source, Functions.ALL, false);
    }

    /** A Map that lacks a field is an error, as in {@code docker inspect}. */
    public static Template parseStrict(String source) {
        return new Template(source, Functions.ALL, true);
    }

    /** The same template over a table's headings, where Docker's functions let everything through as it is. */
    static Template parseHeader(String source) {
        return new Template(source, Functions.FOR_HEADER, false);
    }

    /** @throws TemplateException if it does not fit the data; what it had written so far is lost */
    public String execute(Object data) {
        return new Execution(source, functions, strict, data).run(root);
    }

    /** Counted from one, as in every message of Go's. */
    static int line(String source, int at) {
        return 1 + (int) source.substring(0, Math.min(at, source.length())).chars().filter(c -> c == '\n').count();
    }
}
