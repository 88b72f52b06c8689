package minidocker.book;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place where a program has a call: {@code .then(mount(...).hint(Errno.EPERM, "what to do"), "why")}.
 *
 * @param where the class
 * @param factory that makes the call: {@code mount}
 * @param whys it may stand there; none where the program puts that together while it runs
 * @param hints what an error means here
 */
record CallUse(JavaSource where, String factory, List<String> whys, List<Hint> hints) {

    /**
     * @param errno its name
     * @param means the sentence that a user gets
     */
    record Hint(String errno, String means) {}

    private static final Pattern FACTORY = Pattern.compile("^(?:[A-Z][A-Za-z]*\\s*\\.\\s*)?([a-z][A-Za-z0-9]*)\\(");
    private static final Pattern HINT = Pattern.compile("\\.\\s*hint\\(");

    /** Of a file, in the order of its text. */
    static List<CallUse> in(JavaSource source) {
        List<CallUse> uses = new ArrayList<>();
        for (List<String> arguments : source.arguments("then")) {
            if (arguments.size() == 2) {
                String call = declared(source, arguments.get(0));
                Matcher factory = FACTORY.matcher(call);
                if (factory.find()) {
                    uses.add(new CallUse(source, factory.group(1), source.constants(arguments.get(1)), hints(source, call)));
                }
            }
        }
        uses.addAll(clones(source));
        return uses;
    }

    /** The clone3(2) that stands before the first call of each program, and the ones in its midst. They have methods of their own. */
    private static List<CallUse> clones(JavaSource source) {
        List<List<String>> whys = new ArrayList<>();
        source.arguments("inNewProcess").forEach(arguments -> whys.add(source.constants(arguments.get(0))));
        source.arguments("cloneAgain").forEach(arguments -> whys.add(source.constants(arguments.get(1))));
        List<CallUse> uses = new ArrayList<>();
        for (List<String> why : whys) {
            // A list that is walked by a program of ours, from a file, clones nothing.
            if (why.stream().noneMatch(one -> one.isEmpty() || one.endsWith("which is there already"))) {
                uses.add(new CallUse(source, "clone3", why, List.of()));
            }
        }
        return uses;
    }

    /** The call itself, where the argument is a variable for one, {@code Call call = execve(...)}, or a method of the same class. */
    private static String declared(JavaSource source, String argument) {
        Matcher variable = Pattern.compile("Call ([a-z][A-Za-z]*) =([^;]*);").matcher(source.text());
        while (variable.find()) {
            if (argument.matches("(?s)(?:.*[^A-Za-z(.])?" + variable.group(1) + "(?:[^A-Za-z(].*)?")) {
                return variable.group(2).strip();
            }
        }
        Matcher factory = FACTORY.matcher(argument);
        if (factory.find()) {
            Matcher method = Pattern.compile("private static Call " + factory.group(1) + "\\(.*?return ([^;]*);", Pattern.DOTALL)
                    .matcher(source.text());
            if (method.find()) {
                return method.group(1) + argument.substring(argument.indexOf('('));
            }
        }
        return argument;
    }

    private static List<Hint> hints(JavaSource source, String call) {
        List<Hint> hints = new ArrayList<>();
        Matcher hint = HINT.matcher(call);
        while (hint.find()) {
            List<String> arguments = JavaSource.split(call, hint.end());
            String means = source.constant(arguments.get(1));
            if (means != null) {
                hints.add(new Hint(arguments.get(0).replace("Errno.", ""), means));
            }
        }
        return hints;
    }
}
