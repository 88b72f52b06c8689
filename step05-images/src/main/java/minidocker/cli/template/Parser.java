package minidocker.cli.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import minidocker.cli.template.Token.Kind;

/** Builds the tree, by recursive descent over the tokens. */
final class Parser {
    private static final int MAX_DEPTH = 200;

    private final String source;
    private final List<Token> tokens;
    private final Set<String> functions;
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private int next;
    private int ranges;
    private int depth;

    private Parser(String source, Set<String> functions) {
        this.source = source;
        this.functions = functions;
        tokens = Lexer.tokens(source);
    }

    static Node.Block parse(String source, Set<String> functions) {
        Parser parser = new Parser(source, functions);
        Node.Block block = parser.block();
        Token end = parser.peek();
        if (!end.is(Kind.EOF)) {
            throw parser.error("unexpected {{" + parser.keyword() + "}}", end);
        }
        return block;
    }

    /** Nodes up to the end of the template, or to {@code {{end}}} or {@code {{else}}}, which is not consumed. */
    private Node.Block block() {
        if (++depth > MAX_DEPTH) {
            throw error("nested more than " + MAX_DEPTH + " levels deep", peek());
        }
        int scope = variables.size();
        List<Node> nodes = new ArrayList<>();
        while (!peek().is(Kind.EOF) && !keyword().equals("end") && !keyword().equals("else")) {
            Token token = take();
            nodes.add(token.is(Kind.TEXT) ? new Node.Text(token.text()) : action());
        }
        variables.subList(scope, variables.size()).clear();
        depth--;
        return new Node.Block(List.copyOf(nodes));
    }

    /** The identifier that an action begins with, or nothing. */
    private String keyword() {
        if (!peek().is(Kind.OPEN)) {
            return "";
        }
        int i = next + 1;
        while (tokens.get(i).is(Kind.SPACE)) {
            i++;
        }
        return tokens.get(i).is(Kind.IDENTIFIER) ? tokens.get(i).text() : "";
    }

    private Node action() {
        skipSpace();
        Token first = peek();
        if (first.is(Kind.IDENTIFIER)) {
            switch (first.text()) {
                case "if", "with", "range" -> {
                    take();
                    return control(first.text());
                }
                case "break", "continue" -> {
                    take();
                    if (ranges == 0) {
                        throw error("{{" + first.text() + "}} outside {{range}}", first);
                    }
                    close(first.text());
                    return first.text().equals("break") ? new Node.Break() : new Node.Continue();
                }
                case "define", "template", "block" -> throw error("unexpected {{" + first.text() + "}}", first);
                default -> { }
            }
        }
        Node.Pipeline pipeline = pipeline("command", false);
        close("command");
        return new Node.Action(pipeline);
    }

    private Node control(String word) {
        int scope = variables.size();
        Node.Pipeline pipeline = pipeline(word, word.equals("range"));
        close(word);
        ranges += word.equals("range") ? 1 : 0;
        Node.Block then = block();
        ranges -= word.equals("range") ? 1 : 0;
        Node.Block otherwise = null;
        if (keyword().equals("else")) {
            otherwise = otherwise(word);
        } else {
            end();
        }
        variables.subList(scope, variables.size()).clear();
        return switch (word) {
            case "if" -> new Node.If(pipeline, then, otherwise);
            case "with" -> new Node.With(pipeline, then, otherwise);
            default -> new Node.Range(pipeline, then, otherwise);
        };
    }

    /** {@code {{else}} ... {{end}}}, or {@code {{else if x}} ... {{end}}}, where one end closes both. */
    private Node.Block otherwise(String word) {
        take();
        skipSpace();
        take();
        skipSpace();
        if (peek().is(Kind.IDENTIFIER) && peek().text().equals(word) && !word.equals("range")) {
            take();
            return new Node.Block(List.of(control(word)));
        }
        close("else");
        Node.Block block = block();
        if (keyword().equals("else")) {
            throw error("expected end; found {{else}}", peek());
        }
        end();
        return block;
    }

    private void end() {
        if (!keyword().equals("end")) {
            throw error("unexpected " + (peek().is(Kind.EOF) ? "EOF" : "{{" + keyword() + "}}"), peek());
        }
        take();
        skipSpace();
        take();
        close("end");
    }

    private void close(String context) {
        skipSpace();
        if (!peek().is(Kind.CLOSE)) {
            throw error("unexpected " + peek() + " in " + context, peek());
        }
        take();
    }

    /** Up to the closing braces or parenthesis, which stay. */
    private Node.Pipeline pipeline(String context, boolean range) {
        if (++depth > MAX_DEPTH) {
            throw error("nested more than " + MAX_DEPTH + " levels deep", peek());
        }
        skipSpace();
        int at = peek().at();
        List<String> names = new ArrayList<>();
        boolean declare = declaration(names, range);
        List<Node.Command> commands = new ArrayList<>();
        while (true) {
            skipSpace();
            if (peek().is(Kind.CLOSE) || peek().is(Kind.RIGHT_PAREN)) {
                throw error("missing value for " + context, peek());
            }
            commands.add(command(context));
            skipSpace();
            if (!peek().is(Kind.PIPE)) {
                break;
            }
            take();
        }
        for (int i = 1; i < commands.size(); i++) {
            Node.Expression first = commands.get(i).words().get(0);
            if (first instanceof Node.Constant || first instanceof Node.Dot) {
                throw error("non executable command in pipeline stage " + (i + 1), tokens.get(next));
            }
        }
        depth--;
        return new Node.Pipeline(List.copyOf(names), declare, List.copyOf(commands), at);
    }

    /** {@code $x :=}, {@code $x =}, in a range {@code $i, $x :=} too. */
    private boolean declaration(List<String> names, boolean range) {
        int start = next;
        while (peek().is(Kind.VARIABLE)) {
            Token name = take();
            skipSpace();
            names.add(name.text());
            if (peek().is(Kind.DECLARE) || peek().is(Kind.ASSIGN)) {
                boolean declare = take().is(Kind.DECLARE);
                for (String variable : names) {
                    if (declare) {
                        variables.add(variable);
                    } else {
                        checkVariable(variable, name);
                    }
                }
                return declare;
            }
            if (!peek().is(Kind.COMMA)) {
                break;
            }
            if (!range || names.size() == 2) {
                throw error("too many declarations in " + (range ? "range" : "command"), name);
            }
            take();
            skipSpace();
        }
        names.clear();
        next = start;
        return false;
    }

    private Node.Command command(String context) {
        List<Node.Expression> words = new ArrayList<>();
        int at = peek().at();
        while (true) {
            words.add(operand(words.isEmpty() ? context : "operand"));
            if (peek().is(Kind.SPACE)) {
                skipSpace();
            } else if (!ends(peek())) {
                throw error("unexpected " + peek() + " in operand", peek());
            }
            if (ends(peek())) {
                return new Node.Command(List.copyOf(words), at);
            }
        }
    }

    private static boolean ends(Token token) {
        return token.is(Kind.PIPE) || token.is(Kind.CLOSE) || token.is(Kind.RIGHT_PAREN) || token.is(Kind.EOF);
    }

    private Node.Expression operand(String context) {
        Node.Expression operand = term(context);
        while (peek().is(Kind.FIELD)) {
            Token field = take();
            if (operand instanceof Node.Constant || operand instanceof Node.Dot) {
                throw error("unexpected . after term " + quote(operand.toString()), field);
            }
            operand = new Node.Field(operand, field.text().substring(1), field.at());
        }
        return operand;
    }

    private static String quote(String text) {
        return "\"" + text + "\"";
    }

    private Node.Expression term(String context) {
        Token token = take();
        int at = token.at();
        return switch (token.kind()) {
            case DOT -> new Node.Dot(at);
            case FIELD -> new Node.Field(new Node.Dot(at), token.text().substring(1), at);
            case VARIABLE -> {
                checkVariable(token.text(), token);
                yield new Node.Variable(token.text(), at);
            }
            case STRING -> new Node.Constant(token.text(), sourceOf(token), at);
            case NUMBER -> new Node.Constant(number(token), token.text(), at);
            case CHARACTER -> new Node.Constant((long) token.text().codePointAt(0), sourceOf(token), at);
            case IDENTIFIER -> identifier(token);
            case LEFT_PAREN -> {
                Node.Pipeline inner = pipeline("parenthesized pipeline", false);
                skipSpace();
                if (!peek().is(Kind.RIGHT_PAREN)) {
                    throw error("unclosed left paren", token);
                }
                take();
                yield inner;
            }
            default -> throw error("unexpected " + token + " in " + context, token);
        };
    }

    private Node.Expression identifier(Token token) {
        return switch (token.text()) {
            case "true", "false" -> new Node.Constant(token.text().equals("true"), token.text(), token.at());
            case "nil" -> new Node.Constant(null, "nil", token.at());
            default -> {
                if (!functions.contains(token.text())) {
                    throw error("function " + quote(token.text()) + " not defined", token);
                }
                yield new Node.Function(token.text(), token.at());
            }
        };
    }

    private Object number(Token token) {
        String text = token.text().replace("_", "");
        try {
            return Long.decode(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException neither) {
                throw error("bad number syntax: " + quote(token.text()), token);
            }
        }
    }

    private String sourceOf(Token token) {
        int end = next < tokens.size() ? tokens.get(next).at() : source.length();
        return source.substring(token.at(), end);
    }

    private void checkVariable(String name, Token token) {
        if (!variables.contains(name)) {
            throw error("undefined variable " + quote(name), token);
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (!token.is(Kind.EOF)) {
            next++;
        }
        return token;
    }

    private void skipSpace() {
        while (peek().is(Kind.SPACE)) {
            next++;
        }
    }

    private TemplateException error(String message, Token token) {
        return new TemplateException("template: :" + Template.line(source, token.at()) + ": " + message);
    }
}
