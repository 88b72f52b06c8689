package minidocker.engine.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which handler answers which request. Routes are added before the server starts and looked at in the order in which they were
 * added; of two that fit the first is taken.
 */
public final class Router {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z]+)(:\\.\\*)?}");

    private final List<Route> routes = new ArrayList<>();

    /** A handler and what its path's variables stand for. */
    record Match(Handler handler, Map<String, String> parameters) {}

    private record Route(String method, Pattern pattern, List<String> names, Handler handler) {}

    /**
     * @param method  GET, POST, PUT, DELETE, HEAD
     * @param path    without a version; {@code {id}} stands for one segment, {@code {name:.*}} for several, as images' names need:
     *                {@code /images/{name:.*}/json}
     */
    public Router add(String method, String path, Handler handler) {
        List<String> names = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        Matcher variables = VARIABLE.matcher(path);
        int end = 0;
        while (variables.find()) {
            regex.append(Pattern.quote(path.substring(end, variables.start())));
            regex.append(variables.group(2) == null ? "([^/]+)" : "(.+)");
            names.add(variables.group(1));
            end = variables.end();
        }
        regex.append(Pattern.quote(path.substring(end)));
        routes.add(new Route(method, Pattern.compile(regex.toString()), List.copyOf(names), handler));
        return this;
    }

    /** @param path decoded, without a version */
    Optional<Match> find(String method, String path) {
        Optional<Match> exact = match(method, path);
        return exact.isEmpty() && method.equals("HEAD") ? match("GET", path) : exact;
    }

    private Optional<Match> match(String method, String path) {
        for (Route route : routes) {
            Matcher matcher = route.pattern.matcher(path);
            if (route.method.equals(method) && matcher.matches()) {
                Map<String, String> parameters = new LinkedHashMap<>();
                for (int i = 0; i < route.names.size(); i++) {
                    parameters.put(route.names.get(i), matcher.group(i + 1));
                }
                return Optional.of(new Match(route.handler, parameters));
            }
        }
        return Optional.empty();
    }
}
