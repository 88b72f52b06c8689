package minidocker.book;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method that stands for a system call: its Javadoc begins with the prototype in C.
 *
 * @param where the class
 * @param name of the method
 * @param syscalls that its body names: {@code PIVOT_ROOT}
 * @param prototype in C, or null
 * @param about what the Javadoc says besides, as one line of plain text; may be empty
 */
record Declaration(JavaSource where, String name, List<String> syscalls, String prototype, String about) {
    /** With its Javadoc, if it has any. Four spaces and no more: what is deeper is in a method. */
    private static final Pattern METHOD = Pattern.compile(
            "(?:/\\*\\*((?:(?!\\*/).)*)\\*/\\s*)?\\n    (?! )(?:public |private |protected )?(?:static )?(?:synchronized )?"
                    + "[A-Za-z<>\\[\\], ]+? ([a-z][A-Za-z0-9]*)\\(", Pattern.DOTALL);
    private static final Pattern SYSCALL = Pattern.compile("Syscall\\.([A-Z][A-Z0-9_]*)");
    private static final Pattern PROTOTYPE = Pattern.compile("^\\{@code ([^;]*;)}\\s*[a-z0-9_]+\\(2\\)(?:, )?[.:;]?\\s*");
    private static final Pattern LINK = Pattern.compile("\\{@(?:link|linkplain) #?([^}]*)}");

    /** False where the method makes that call only on the way to another one, which its prototype names. */
    boolean isAbout(String syscall) {
        return syscalls.size() <= 1 || prototype != null && prototype.contains(syscall + "(");
    }

    /** Of a file: every method whose body, up to the next method, names a system call. */
    static List<Declaration> in(JavaSource source) {
        List<Declaration> all = new ArrayList<>();
        Matcher method = METHOD.matcher(source.text());
        List<int[]> spans = new ArrayList<>();
        List<String[]> found = new ArrayList<>();
        while (method.find()) {
            spans.add(new int[] {method.start(), method.end()});
            found.add(new String[] {method.group(1), method.group(2)});
        }
        for (int i = 0; i < spans.size(); i++) {
            int end = i + 1 < spans.size() ? spans.get(i + 1)[0] : source.text().length();
            List<String> syscalls = new ArrayList<>();
            Matcher syscall = SYSCALL.matcher(source.text().substring(spans.get(i)[1], end));
            while (syscall.find()) {
                if (!syscalls.contains(syscall.group(1))) {
                    syscalls.add(syscall.group(1));
                }
            }
            if (!syscalls.isEmpty() || found.get(i)[0] != null && found.get(i)[0].contains("(2)")) {
                all.add(of(source, found.get(i)[1], syscalls, found.get(i)[0]));
            }
        }
        return all;
    }

    private static Declaration of(JavaSource source, String name, List<String> syscalls, String javadoc) {
        if (javadoc == null) {
            return new Declaration(source, name, syscalls, null, "");
        }
        String text = javadoc.replaceAll("\\s*\\n\\s*\\* ?", " ").strip();
        Matcher prototype = PROTOTYPE.matcher(text);
        boolean has = prototype.find();
        String about = has ? text.substring(prototype.end()) : text;
        about = about.replaceAll("\\s*@(param|return|throws|see) .*", "").replaceAll("\\{@code ([^}]*)}", "$1");
        about = LINK.matcher(about).replaceAll(link -> link.group(1).replace('#', '.')).replaceAll("<[^>]*>", "").replaceAll("\\s+", " ").strip();
        return new Declaration(source, name, syscalls, has ? prototype.group(1).replaceAll("\\s+", " ") : null, about);
    }
}
