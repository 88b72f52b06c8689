package minidocker.cli.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One walk over a template's tree with its data. */
final class Execution {
    private static final int MAX_CONTEXT = 20;

    private final String source;
    private final Map<String, Functions.Function> functions;
    private final boolean strict;
    private final StringBuilder out = new StringBuilder();
    private final List<Binding> variables = new ArrayList<>();
    private Object dot;

    /** A variable's slot; assignment changes it in the scope it was declared in. */
    private static final class Binding {
        private final String name;
        private Object value;

        Binding(String name, Object value) {
            this.name = name;
            this.value = value;
        }
    }

    /** How a block ended. */
    private enum Flow { ON, BREAK, CONTINUE }

    Execution(String source, Map<String, Functions.Function> functions, boolean strict, Object data) {
        this.source = source;
        this.functions = functions;
        this.strict = strict;
        dot = data;
        variables.add(new Binding("$", data));
    }

    String run(Node.Block root) {
        run(root, dot);
        return out.toString();
    }

    private Flow run(Node.Block block, Object newDot) {
        Object outer = dot;
        int scope = variables.size();
        dot = newDot;
        try {
            for (Node node : block.nodes()) {
                Flow flow = run(node);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
            return Flow.ON;
        } finally {
            dot = outer;
            variables.subList(scope, variables.size()).clear();
        }
    }

    private Flow run(Node node) {
        if (node instanceof Node.Text text) {
            out.append(text.text());
        } else if (node instanceof Node.Action action) {
            Object value = evaluate(action.pipeline());
            if (action.pipeline().variables().isEmpty()) {
                out.append(value == null ? "<no value>" : Values.print(value));
            }
        } else if (node instanceof Node.Break) {
            return Flow.BREAK;
        } else if (node instanceof Node.Continue) {
            return Flow.CONTINUE;
        } else if (node instanceof Node.Range range) {
            return scoped(() -> range(range));
        } else if (node instanceof Node.If choice) {
            return scoped(() -> Values.isTrue(evaluate(choice.condition())) ? run(choice.then(), dot)
                    : otherwise(choice.otherwise()));
        } else if (node instanceof Node.With with) {
            return scoped(() -> {
                Object value = evaluate(with.value());
                return Values.isTrue(value) ? run(with.then(), value) : otherwise(with.otherwise());
            });
        }
        return Flow.ON;
    }

    private interface Body {
        Flow run();
    }

    /** What a control structure's own pipeline declares is gone after its end. */
    private Flow scoped(Body body) {
        int scope = variables.size();
        try {
            return body.run();
        } finally {
            variables.subList(scope, variables.size()).clear();
        }
    }

    private Flow otherwise(Node.Block block) {
        return block == null ? Flow.ON : run(block, dot);
    }

    private Flow range(Node.Range range) {
        Object list = evaluate(range.list());
        List<Object> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (list instanceof Map<?, ?> map) {
            Values.sorted(map).forEach((key, value) -> {
                keys.add(key);
                values.add(value);
            });
        } else if (list instanceof List<?> elements) {
            elements.forEach(element -> {
                keys.add((long) keys.size());
                values.add(element);
            });
        } else if (list instanceof Long count) {
            for (long i = 0; i < count; i++) {
                keys.add(i);
                values.add(i);
            }
        } else if (list != null) {
            throw error(range.list(), "range can't iterate over " + Values.print(list));
        }
        if (values.isEmpty()) {
            return otherwise(range.otherwise());
        }
        List<String> names = range.list().variables();
        for (int i = 0; i < values.size(); i++) {
            if (!names.isEmpty()) {
                set(names.get(names.size() - 1), values.get(i));
            }
            if (names.size() == 2) {
                set(names.get(0), keys.get(i));
            }
            if (run(range.body(), values.get(i)) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    private Object evaluate(Node.Pipeline pipeline) {
        Object value = null;
        boolean first = true;
        for (Node.Command command : pipeline.commands()) {
            value = evaluate(command, value, first);
            first = false;
        }
        for (String name : pipeline.variables()) {
            if (pipeline.declare()) {
                variables.add(new Binding(name, value));
            } else {
                set(name, value);
            }
        }
        return value;
    }

    private void set(String name, Object value) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name.equals(name)) {
                variables.get(i).value = value;
                return;
            }
        }
    }

    private Object evaluate(Node.Command command, Object piped, boolean first) {
        Node.Expression head = command.words().get(0);
        List<Node.Expression> arguments = command.words().subList(1, command.words().size());
        if (head instanceof Node.Function function) {
            return call(function, arguments, piped, first, command);
        }
        Object value = head instanceof Node.Field ? evaluate(head) : null;
        if (value instanceof Row.Method method) {
            List<Object> values = new ArrayList<>();
            arguments.forEach(argument -> values.add(evaluate(argument)));
            if (!first) {
                values.add(piped);
            }
            if (values.size() != 1) {
                throw error(head, "wrong number of args for " + ((Node.Field) head).name() + ": want 1 got " + values.size());
            }
            return method.call(values);
        }
        if (!arguments.isEmpty() || !first) {
            throw error(head, head instanceof Node.Field field ? field.name() + " has arguments but cannot be invoked as function"
                    : "can't give argument to non-function " + head);
        }
        if (head instanceof Node.Constant constant && constant.value() == null) {
            throw error(head, "nil is not a command");
        }
        return value != null ? value : evaluate(head);
    }

    private Object call(Node.Function function, List<Node.Expression> arguments, Object piped, boolean first,
            Node.Expression whole) {
        boolean or = function.name().equals("or");
        if (or || function.name().equals("and")) {
            // These two look at no more arguments than they need, like Go's since 1.18.
            Object value = null;
            for (Node.Expression argument : arguments) {
                value = evaluate(argument);
                if (Values.isTrue(value) == or) {
                    return value;
                }
            }
            if (first && arguments.isEmpty()) {
                throw error(function, "wrong number of args for " + function.name() + ": want at least 1 got 0");
            }
            return first ? value : piped;
        }
        List<Object> values = new ArrayList<>();
        arguments.forEach(argument -> values.add(evaluate(argument)));
        if (!first) {
            values.add(piped);
        }
        Functions.Function body = functions.get(function.name());
        if (values.size() < body.least() || values.size() > body.most()) {
            throw error(function, "wrong number of args for " + function.name() + ": want " + (body.least() == body.most() ? ""
                    : "at least ") + body.least() + " got " + values.size());
        }
        try {
            return body.body().apply(values);
        } catch (Functions.CallFailed e) {
            if (e.argument() < 0) {
                throw error(whole, "error calling " + function.name() + ": " + e.getMessage());
            }
            throw error(e.argument() < arguments.size() ? arguments.get(e.argument()) : function, e.getMessage());
        }
    }

    private Object evaluate(Node.Expression expression) {
        if (expression instanceof Node.Constant constant) {
            return constant.value();
        }
        if (expression instanceof Node.Dot) {
            return dot;
        }
        if (expression instanceof Node.Variable variable) {
            for (int i = variables.size() - 1; i >= 0; i--) {
                if (variables.get(i).name.equals(variable.name())) {
                    return variables.get(i).value;
                }
            }
            throw error(expression, "undefined variable " + variable.name());
        }
        if (expression instanceof Node.Pipeline pipeline) {
            return evaluate(pipeline);
        }
        if (expression instanceof Node.Function function) {
            return call(function, List.of(), null, true, function);
        }
        if (expression instanceof Node.Field field) {
            return field(field, evaluate(field.of()));
        }
        throw error(expression, "can't evaluate " + expression);
    }

    private Object field(Node.Field field, Object of) {
        if (of instanceof Row row) {
            if (!row.has(field.name())) {
                throw error(field, "can't evaluate field " + field.name() + " in type " + row.type());
            }
            return row.get(field.name());
        }
        if (of instanceof Struct struct && struct.hasZero(field.name())) {
            return struct.zero(field.name());
        }
        if (of instanceof Map<?, ?> map) {
            if (strict && !map.containsKey(field.name())) {
                throw error(field, "map has no entry for key \"" + field.name() + "\"");
            }
            return map.get(field.name());
        }
        if (of == null) {
            if (!strict) {
                return null;
            }
            throw error(field, "nil data; no entry for key \"" + field.name() + "\"");
        }
        throw error(field, "can't evaluate field " + field.name() + " in type " + Values.type(of));
    }

    private TemplateException error(Node.Expression at, String message) {
        int lineStart = source.lastIndexOf('\n', Math.max(0, at.at() - 1)) + 1;
        int column = source.substring(Math.min(lineStart, at.at()), at.at()).getBytes(StandardCharsets.UTF_8).length;
        String context = at.toString();
        if (context.length() > MAX_CONTEXT) {
            context = context.substring(0, MAX_CONTEXT) + "...";
        }
        return new TemplateException("template: :" + Template.line(source, at.at()) + ":" + column + ": executing \"\" at <"
                + context + ">: "
                + message);
    }
}
