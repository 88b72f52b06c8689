package minidocker.engine.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** {@code --filter name=value}, several times. Which names there are is for the engine to say. */
public final class FilterOption {
    private FilterOption() {}

    public static Flag<List<String>> declare(Flags flags, String shorthand, String about) {
        return flags.list("filter", shorthand, "filter", about, text -> {
            if (text.indexOf('=') < 0 && !text.isEmpty()) {
                throw new IllegalArgumentException("bad format of filter (expected name=value)");
            }
            return text;
        });
    }

    /** The values by name. */
    public static Map<String, List<String>> map(List<String> filters) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals >= 0) {
                map.computeIfAbsent(filter.substring(0, equals).strip().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                        .add(filter.substring(equals + 1).strip());
            }
        }
        return map;
    }
}
