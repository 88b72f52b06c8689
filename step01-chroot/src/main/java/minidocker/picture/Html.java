package minidocker.picture;

/** Text as HTML. */
public final class Html {
    private Html() {}

    /** The text as it is: no character of it means anything to a browser. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A link to a manual page such as {@code pivot_root(2)}; anything else is text. */
    public static String manualPage(String page) {
        if (!page.matches("[A-Za-z0-9_.-]+\\([1-8]\\)")) {
            return escape(page.equals("-") ? "" : page);
        }
        String name = page.substring(0, page.length() - 3);
        char section = page.charAt(page.length() - 2);
        return "<a href=\"https://man7.org/linux/man-pages/man" + section + "/" + name + "." + section + ".html\">" + page
                + "</a>";
    }
}
