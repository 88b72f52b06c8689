package minidocker.engine.cli.flags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The options of one command: declared first, then parsed, then asked for their values. */
public final class Flags {
    private final Map<String, Flag<?>> byName = new TreeMap<>();
    private final Map<String, Flag<?>> byShorthand = new HashMap<>();
    private boolean stopAtArgument;
    private final Flag<Boolean> help = toggle("help", "", "Print usage");

    /** Options behind the first argument belong to that: {@code run busybox ls -l}. */
    public void stopAtArgument() {
        stopAtArgument = true;
    }

    /** {@code --name}, {@code --name=false}. */
    public Flag<Boolean> toggle(String name, String shorthand, String about) {
        return toggle(name, shorthand, false, about);
    }

    public Flag<Boolean> toggle(String name, String shorthand, boolean initial, String about) {
        return add(new Flag<>(name, shorthand, "", about, initial, initial ? "true" : "", (text, before) -> GoNumbers.bool(text)));
    }

    public Flag<String> text(String name, String shorthand, String about) {
        return text(name, shorthand, "", about);
    }

    public Flag<String> text(String name, String shorthand, String initial, String about) {
        return add(new Flag<>(name, shorthand, "string", about, initial, initial.isEmpty() ? "" : '"' + initial + '"',
                (text, before) -> text));
    }

    /** May be given several times; the values are kept in order. */
    public Flag<List<String>> list(String name, String shorthand, String about) {
        return list(name, shorthand, "list", about, text -> text);
    }

    /** Makes of one value what is kept of it; refuses it with an IllegalArgumentException. */
    public interface Check<T> {
        T check(String text);
    }

    public <T> Flag<List<T>> list(String name, String shorthand, String type, String about, Check<T> check) {
        return add(new Flag<>(name, shorthand, type, about, List.of(), "", (text, before) -> {
            List<T> all = new ArrayList<>(before);
            all.add(check.check(text));
            return all;
        }));
    }

    public Flag<Long> number(String name, String shorthand, long initial, String about) {
        return add(new Flag<>(name, shorthand, "int", about, initial, initial == 0 ? "" : String.valueOf(initial),
                (text, before) -> GoNumbers.integer(text)));
    }

    public <T> Flag<T> value(String name, String shorthand, String type, T initial, String about, Check<T> check) {
        return add(new Flag<>(name, shorthand, type, about, initial, "", (text, before) -> check.check(text)));
    }

    private <T> Flag<T> add(Flag<T> flag) {
        byName.put(flag.name(), flag);
        if (!flag.shorthand().isEmpty()) {
            byShorthand.put(flag.shorthand(), flag);
        }
        return flag;
    }

    /** In the order of their names. */
    public Collection<Flag<?>> all() {
        return byName.values();
    }

    public boolean isChanged(String name) {
        return byName.get(name).isChanged();
    }

    public boolean wantsHelp() {
        return help.get();
    }

    /** How many options were given. */
    public long changed() {
        return byName.values().stream().filter(Flag::isChanged).count();
    }

    /**
     * Takes the options out of what was given.
     *
     * @return the arguments, in order
     * @throws FlagError at the first thing that makes no sense
     */
    public List<String> parse(List<String> given) {
        List<String> arguments = new ArrayList<>();
        int next = 0;
        while (next < given.size()) {
            String word = given.get(next++);
            if (word.equals("--")) {
                arguments.addAll(given.subList(next, given.size()));
                break;
            } else if (word.startsWith("--")) {
                next = longForm(word, given, next);
            } else if (word.startsWith("-") && word.length() > 1) {
                next = shortForm(word, given, next);
            } else {
                arguments.add(word);
                if (stopAtArgument) {
                    arguments.addAll(given.subList(next, given.size()));
                    break;
                }
            }
            if (help.get()) {
                break;
            }
        }
        return arguments;
    }

    private int longForm(String word, List<String> given, int next) {
        int equals = word.indexOf('=');
        String name = word.substring(2, equals < 0 ? word.length() : equals);
        if (name.isEmpty() || name.startsWith("-")) {
            throw new FlagError("bad flag syntax: " + word);
        }
        Flag<?> flag = byName.get(name);
        if (flag == null) {
            throw new FlagError("unknown flag: --" + name);
        }
        if (equals >= 0) {
            flag.set(word.substring(equals + 1));
        } else if (flag.isSwitch()) {
            flag.set("true");
        } else if (next < given.size()) {
            flag.set(given.get(next));
            return next + 1;
        } else {
            throw new FlagError("flag needs an argument: --" + name);
        }
        return next;
    }

    /** {@code -it}, {@code -eA=1}, {@code -e A=1}, {@code -n=5}. */
    private int shortForm(String word, List<String> given, int next) {
        for (int i = 1; i < word.length(); i++) {
            String letter = word.substring(i, i + 1);
            String rest = word.substring(i + 1);
            Flag<?> flag = byShorthand.get(letter);
            if (flag == null) {
                throw new FlagError("unknown shorthand flag: '" + letter + "' in -" + word.substring(i));
            }
            if (rest.length() > 1 && rest.startsWith("=")) {
                flag.set(rest.substring(1));
                return next;
            }
            if (flag.isSwitch()) {
                flag.set("true");
            } else if (!rest.isEmpty()) {
                flag.set(rest);
                return next;
            } else if (next < given.size()) {
                flag.set(given.get(next));
                return next + 1;
            } else {
                throw new FlagError("flag needs an argument: '" + letter + "' in -" + word.substring(i));
            }
        }
        return next;
    }
}
