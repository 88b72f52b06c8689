package minidocker.json;

/** Lines and indentation for compact JSON text. Works on the text, so that numbers stay as they were written. */
final class Layout {
    private final StringBuilder out = new StringBuilder();
    private final String indent;
    private int depth;

    private Layout(String indent) {
        this.indent = indent;
    }

    static String of(String compact, String indent) {
        Layout layout = new Layout(indent);
        layout.run(compact);
        return layout.out.toString();
    }

    private void run(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = endOfString(text, i);
                    out.append(text, i, end);
                    i = end - 1;
                }
                case '{', '[' -> {
                    out.append(c);
                    char next = text.charAt(i + 1);
                    if (next == '}' || next == ']') {
                        out.append(next);
                        i++;
                    } else {
                        depth++;
                        newLine();
                    }
                }
                case '}', ']' -> {
                    depth--;
                    newLine();
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine();
                }
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
        }
    }

    private void newLine() {
        out.append('\n').append(indent.repeat(depth));
    }

    private static int endOfString(String text, int start) {
        int i = start + 1;
        while (text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
