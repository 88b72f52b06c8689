package minidocker.book;

/** Text as AsciiDoc: nothing in it means anything to the converter. */
final class AsciiDoc {
    private AsciiDoc() {}

    /** Words of a sentence. */
    static String text(String plain) {
        return plain.isBlank() ? "" : "pass:c[" + plain.replace("]", "\\]") + "]";
    }

    /** A name or an expression, in the type of a program. */
    static String code(String plain) {
        return "`" + text(plain) + "`";
    }

    /** A block that keeps its lines. */
    static String listing(String style, String content) {
        return (style.isEmpty() ? "" : "[" + style + "]\n") + "----\n" + content.stripTrailing() + "\n----\n\n";
    }

    /** A cell of a table; its bars are no new cells. */
    static String cell(String asciidoc) {
        return "|" + asciidoc.replace("|", "\\|") + "\n";
    }

    /** {@code pivot_root(2)} as a link to the page. */
    static String manPage(String page) {
        int parenthesis = page.indexOf('(');
        String name = page.substring(0, parenthesis);
        String section = page.substring(parenthesis + 1, page.length() - 1);
        return "https://man7.org/linux/man-pages/man" + section + "/" + name + "." + section + ".html[" + page.replace("_", "{under}")
                + "]";
    }
}
