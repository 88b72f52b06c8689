package minidocker.rootfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first line of a script, {@code #! interpreter [argument]}, as execve(2) reads it: at most 255 bytes; blanks around; all
 * that follows the interpreter is <em>one</em> argument.
 *
 * @param interpreter the path that the kernel starts instead; it takes it as it stands, PATH is not searched
 * @param argument    handed to it before the script's own path
 */
public record ScriptLine(String interpreter, Optional<String> argument) {
    /** BINPRM_BUF_SIZE of Linux 5.1 and later, of which the last byte stays free; it was 128 before. */
    public static final int LONGEST = 255;

    /**
     * @param start the file's first bytes, as many as there are up to {@link #LONGEST}
     * @return empty when it does not begin with {@code #!}, or names nothing
     */
    public static Optional<ScriptLine> parse(byte[] start) {
        String text = new String(start, StandardCharsets.UTF_8);
        if (!text.startsWith("#!")) {
            return Optional.empty();
        }
        // Only blanks and tabs: a carriage return belongs to the name, which is why scripts from Windows do not start.
        String line = text.substring(2).split("\n", 2)[0].replaceAll("^[ \t]+|[ \t]+$", "");
        String[] words = line.split("[ \t]+", 2);
        if (words[0].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ScriptLine(words[0], words.length > 1 ? Optional.of(words[1]) : Optional.empty()));
    }

    /**
     * The command that env(1) starts, when it is the interpreter: {@code #!/usr/bin/env python3}, {@code #!/usr/bin/env -S
     * A=b python3 -u}.
     */
    Optional<String> startedByEnv() {
        if (!interpreter.endsWith("/env") || argument.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(List.of(argument.get().split("[ \t]+")));
        boolean split = words.get(0).startsWith("-") && argument.get().matches("(-\\w*S|--split-string).*");
        if (!split) {
            // Without -S the whole argument is one word to env, a blank in it included.
            return words.get(0).startsWith("-") ? Optional.empty() : argument;
        }
        words.set(0, words.get(0).replaceFirst("^(-\\w*S|--split-string=?)", ""));
        return words.stream().filter(word -> !word.isEmpty() && !word.startsWith("-") && !word.contains("=")).findFirst();
    }
}
