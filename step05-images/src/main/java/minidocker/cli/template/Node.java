package minidocker.cli.template;

import java.util.List;

/** A parsed template. Positions are characters from the template's beginning, for messages. */
sealed interface Node {

    /** What the executor writes out or does, in order. */
    record Block(List<Node> nodes) implements Node {}

    record Text(String text) implements Node {}

    /** {@code {{pipeline}}}: written out, unless it declares a variable. */
    record Action(Pipeline pipeline) implements Node {}

    /** @param otherwise null without an else */
    record If(Pipeline condition, Block then, Block otherwise) implements Node {}

    record With(Pipeline value, Block then, Block otherwise) implements Node {}

    record Range(Pipeline list, Block body, Block otherwise) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /** An expression has a value and, for messages, a place and a text. */
    sealed interface Expression extends Node {
        int at();
    }

    /**
     * Commands joined by {@code |}; each gets the one before as its last argument.
     *
     * @param variables names to set, with their dollar signs; two in a range
     * @param declare   {@code :=}, not {@code =}
     */
    record Pipeline(List<String> variables, boolean declare, List<Command> commands, int at) implements Expression {
        @Override
        public String toString() {
            String names = variables.isEmpty() ? "" : String.join(", ", variables) + (declare ? " := " : " = ");
            return names + String.join(" | ", commands.stream().map(Command::toString).toList());
        }
    }

    /** A function with its arguments, or a single operand. */
    record Command(List<Expression> words, int at) implements Expression {
        @Override
        public String toString() {
            return String.join(" ", words.stream().map(word -> word instanceof Pipeline ? "(" + word + ")" : word.toString())
                    .toList());
        }
    }

    record Dot(int at) implements Expression {
        @Override
        public String toString() {
            return ".";
        }
    }

    /** {@code .Name} of a value: of the dot, a variable, a parenthesis. */
    record Field(Expression of, String name, int at) implements Expression {
        @Override
        public String toString() {
            return (of instanceof Dot ? "" : of instanceof Pipeline ? "(" + of + ")" : of.toString()) + "." + name;
        }
    }

    record Variable(String name, int at) implements Expression {
        @Override
        public String toString() {
            return name;
        }
    }

    record Function(String name, int at) implements Expression {
        @Override
        public String toString() {
            return name;
        }
    }

    /** @param source as it stands in the template */
    record Constant(Object value, String source, int at) implements Expression {
        @Override
        public String toString() {
            return source;
        }
    }
}
