package minidocker.engine.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerState;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;

/** {@code GET /containers/{id}/top}: what ps(1) of the host says about the container's processes. */
final class TopRoutes {
    private final Engine engine;

    TopRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/{id}/top", this::top);
    }

    private void top(Exchange exchange) throws IOException, InterruptedException {
        Container container = engine.containers().find(exchange.parameter("id"));
        if (container.state() instanceof ContainerState.Restarting) {
            throw new Refusal(Kind.CONFLICT, "container " + container.id() + " is restarting, wait until the container is running");
        }
        Set<Integer> processes = container.requireProcess().processes();
        String arguments = exchange.query("ps_args").filter(text -> !text.isBlank()).orElse("-ef");
        exchange.json(200, table(ps(arguments), processes));
    }

    private static List<String> ps(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(Arrays.asList(arguments.strip().split("\\s+")));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new Refusal(Kind.FAILED, "ps cannot be run here (" + missing.getMessage()
                    + "): it is in the package procps or procps-ng", missing);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Refusal(Kind.BAD_PARAMETER, "ps: " + output.strip());
        }
        return output.lines().toList();
    }

    /** @param lines of ps, titles first; those of the given processes stay */
    static Map<String, Object> table(List<String> lines, Set<Integer> processes) {
        List<String> titles = List.of(lines.isEmpty() ? new String[0] : lines.get(0).strip().split("\\s+"));
        int pid = titles.indexOf("PID");
        if (pid < 0) {
            throw new Refusal(Kind.BAD_PARAMETER, "Couldn't find PID field in ps output");
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            // The last column may have spaces in it.
            List<String> words = List.of(line.strip().split("\\s+", titles.size()));
            if (words.size() > pid && words.get(pid).matches("[0-9]{1,9}") && processes.contains(Integer.valueOf(words.get(pid)))) {
                rows.add(words);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Titles", titles);
        json.put("Processes", rows);
        return json;
    }
}
