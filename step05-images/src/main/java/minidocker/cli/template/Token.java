package minidocker.cli.template;

/**
 * @param at where it begins in the template, in characters
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        TEXT, OPEN, CLOSE, FIELD, VARIABLE, IDENTIFIER, DOT, STRING, NUMBER, CHARACTER, PIPE, LEFT_PAREN, RIGHT_PAREN, COMMA,
                DECLARE, ASSIGN,
        SPACE, OTHER, EOF
    }

    boolean is(Kind expected) {
        return kind == expected;
    }

    /** As messages quote it. */
    @Override
    public String toString() {
        return kind == Kind.EOF ? "EOF" : kind == Kind.CLOSE ? "\"}}\"" : "\"" + text + "\"";
    }
}
