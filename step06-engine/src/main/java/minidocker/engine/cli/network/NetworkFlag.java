package minidocker.engine.cli.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** Kinds of options that only commands about networks have. */
final class NetworkFlag {
    private NetworkFlag() {}

    /** Given several times, or once with commas between. */
    static Flag<List<List<String>>> several(Flags flags, String name, String about) {
        return flags.list(name, "", "strings", about, text -> List.of(text.split(",")));
    }

    static List<String> all(Flag<List<List<String>>> flag) {
        List<String> all = new ArrayList<>();
        flag.get().forEach(all::addAll);
        return all;
    }

    /** {@code NAME=value}; without a value it is the empty one. */
    static Flag<List<String>> map(Flags flags, String name, String shorthand, String about) {
        return flags.list(name, shorthand, "map", about + " (default map[])", text -> text);
    }

    static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            pairs.put(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
        }
        return pairs;
    }
}
