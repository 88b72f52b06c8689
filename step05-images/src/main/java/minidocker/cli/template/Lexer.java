package minidocker.cli.template;

import java.util.ArrayList;
import java.util.List;
import minidocker.cli.template.Token.Kind;

/** Cuts a template into text and the tokens of its actions. */
final class Lexer {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int parens;
    /** Set by {@code -}}: the next text loses the spaces it begins with. */
    private boolean trimNext;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        while (lexer.at < source.length()) {
            lexer.text();
            if (lexer.at < source.length()) {
                lexer.action();
            }
        }
        lexer.add(Kind.EOF, "", source.length());
        return lexer.tokens;
    }

    private void text() {
        int open = source.indexOf(OPEN, at);
        String text = source.substring(at, open < 0 ? source.length() : open);
        int start = at;
        if (trimNext) {
            String stripped = text.stripLeading();
            start += text.length() - stripped.length();
            text = stripped;
            trimNext = false;
        }
        if (open >= 0 && isTrimMarker(open + 2)) {
            text = text.stripTrailing();
        }
        if (!text.isEmpty()) {
            add(Kind.TEXT, text, start);
        }
        at = open < 0 ? source.length() : open;
    }

    private boolean isTrimMarker(int position) {
        return position + 1 < source.length() && source.charAt(position) == '-' && isSpace(source.charAt(position + 1));
    }

    private void action() {
        int start = at;
        at += isTrimMarker(at + 2) ? 4 : 2;
        if (source.startsWith("/*", at)) {
            comment();
            return;
        }
        add(Kind.OPEN, OPEN, start);
        parens = 0;
        while (!closed()) {
            if (at >= source.length()) {
                throw error("unclosed action", start);
            }
            token();
        }
    }

    private void comment() {
        int start = at;
        int end = source.indexOf("*/", at + 2);
        if (end < 0) {
            throw error("unclosed comment", start);
        }
        at = end + 2;
        if (!close()) {
            throw error("comment ends before closing delimiter", start);
        }
    }

    /** Reads {@code }}} or {@code  -}}}. */
    private boolean closed() {
        int position = at;
        if (!close()) {
            return false;
        }
        if (parens > 0) {
            throw error("unclosed left paren", position);
        }
        add(Kind.CLOSE, CLOSE, position);
        return true;
    }

    private boolean close() {
        if (source.startsWith(CLOSE, at)) {
            at += 2;
            return true;
        }
        if (at < source.length() && isSpace(source.charAt(at)) && source.startsWith("-" + CLOSE, at + 1)) {
            at += 4;
            trimNext = true;
            return true;
        }
        return false;
    }

    private void token() {
        int start = at;
        char c = source.charAt(at);
        if (isSpace(c)) {
            while (at < source.length() && isSpace(source.charAt(at)) && !source.startsWith("-" + CLOSE, at + 1)) {
                at++;
            }
            add(Kind.SPACE, " ", start);
        } else if (c == '.' && !(at + 1 < source.length() && isDigit(source.charAt(at + 1)))) {
            at++;
            name();
            boolean dot = at == start + 1;
            if (!dot) {
                checkTerminator();
            }
            add(dot ? Kind.DOT : Kind.FIELD, source.substring(start, at), start);
        } else if (c == '$') {
            at++;
            name();
            checkTerminator();
            add(Kind.VARIABLE, source.substring(start, at), start);
        } else if (Character.isLetter(c) || c == '_') {
            name();
            checkTerminator();
            add(Kind.IDENTIFIER, source.substring(start, at), start);
        } else if (isDigit(c) || c == '.' || (c == '-' || c == '+') && at + 1 < source.length()
                && isDigit(source.charAt(at + 1))) {
            number();
        } else {
            punctuation(c);
        }
    }

    private void punctuation(char c) {
        int start = at;
        switch (c) {
            case '"', '\'', '`' -> quoted(c);
            case '|' -> single(Kind.PIPE);
            case '(' -> {
                single(Kind.LEFT_PAREN);
                parens++;
            }
            case ')' -> {
                single(Kind.RIGHT_PAREN);
                parens--;
            }
            case ',' -> single(Kind.COMMA);
            case '=' -> single(Kind.ASSIGN);
            case ':' -> {
                if (!source.startsWith(":=", at)) {
                    throw error("expected :=", start);
                }
                at += 2;
                add(Kind.DECLARE, ":=", start);
            }
            default -> {
                if (c < ' ' || c > '~') {
                    throw error("unrecognized character in action: " + quoted(start), start);
                }
                single(Kind.OTHER);
            }
        }
    }

    /** A name ends where something else may begin. */
    private void checkTerminator() {
        if (at < source.length() && " \t\r\n.,|:()".indexOf(source.charAt(at)) < 0 && !source.startsWith(CLOSE, at)) {
            throw error("bad character " + quoted(at), at);
        }
    }

    /** As Go's {@code %#U}: {@code U+007D '}'}. */
    private String quoted(int position) {
        int c = source.codePointAt(position);
        return String.format("U+%04X", c) + (Character.isISOControl(c) ? "" : " '" + Character.toString(c) + "'");
    }

    private void single(Kind kind) {
        add(kind, source.substring(at, at + 1), at);
        at++;
    }

    private void name() {
        while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
            at++;
        }
    }

    private void number() {
        int start = at;
        boolean point = source.charAt(at) == '.';
        at++;
        while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_'
                || source.charAt(at) == '.' && !point
                || "+-".indexOf(source.charAt(at)) >= 0 && "eE".indexOf(source.charAt(at - 1)) >= 0)) {
            point |= source.charAt(at) == '.';
            at++;
        }
        add(Kind.NUMBER, source.substring(start, at), start);
    }

    private void quoted(char quote) {
        int start = at;
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            if (quote != '`' && source.charAt(at) == '\\') {
                at++;
            } else if (quote != '`' && source.charAt(at) == '\n') {
                break;
            }
        }
        if (at >= source.length() || source.charAt(at) != quote) {
            throw error(quote == '"' ? "unterminated quoted string" : quote == '`' ? "unterminated raw quoted string"
                    : "unterminated character constant", start);
        }
        at++;
        String inner = source.substring(start + 1, at - 1);
        String text = quote == '`' ? inner : Escapes.resolve(inner, message -> error(message, start));
        add(quote == '\'' ? Kind.CHARACTER : Kind.STRING, text, start);
    }

    private void add(Kind kind, String text, int position) {
        tokens.add(new Token(kind, text, position));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private TemplateException error(String message, int position) {
        return new TemplateException("template: :" + Template.line(source, position) + ": " + message);
    }
}
