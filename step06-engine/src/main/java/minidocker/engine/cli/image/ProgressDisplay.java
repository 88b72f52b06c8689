package minidocker.engine.cli.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.images.pull.ByteUnits;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * The stream of JSON objects, one a line, in which the engine tells how far it is. On a terminal each layer has a line that is
 * rewritten in place; elsewhere each news is a line and progress is left out.
 */
public final class ProgressDisplay {
    private static final int BAR = 50;
    private static final int MIN_COLUMNS_FOR_BAR = 110;

    private final PrintStream out;
    private final boolean terminal;
    /** Which line a layer has, counted from the first. */
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private ProgressDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Shows all that comes.
     *
     * @param out null to show nothing
     * @throws UserError if the engine's work failed: the stream says so at its end
     */
    public static void show(InputStream stream, PrintStream out, boolean terminal) throws IOException {
        ProgressDisplay display = new ProgressDisplay(out, terminal);
        BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            JsonObject message = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "the engine's progress");
            String error = message.optionalObject("errorDetail").isPresent()
                    ? message.object("errorDetail").optionalString("message").orElse("") : message.optionalString("error").orElse("");
            if (!error.isEmpty()) {
                throw new UserError(error, 1);
            }
            if (out != null) {
                display.show(message);
            }
        }
    }

    private void show(JsonObject message) throws IOException {
        String id = message.optionalString("id").orElse("");
        boolean progressing = !id.isEmpty() && message.fields().get("progressDetail") instanceof Map<?, ?>;
        int up = 0;
        if (progressing) {
            Integer line = lines.get(id);
            if (line == null) {
                line = lines.size();
                lines.put(id, line);
                if (terminal) {
                    out.print("\n");
                }
            }
            up = lines.size() - line;
        } else {
            lines.clear();
        }
        if (terminal && up > 0) {
            out.print("\033[" + up + "A");
        }
        print(message, id, progressing);
        if (terminal && up > 0) {
            out.print("\033[" + up + "B");
        }
        out.flush();
    }

    private void print(JsonObject message, String id, boolean progressing) throws IOException {
        String stream = message.optionalString("stream").orElse("");
        String progress = progressing ? progress(message.object("progressDetail")) : "";
        if (!terminal && !progress.isEmpty()) {
            return;
        }
        String end = "\n";
        if (terminal && progressing && stream.isEmpty()) {
            out.print("\033[2K\r");
            end = "\r";
        }
        String status = (id.isEmpty() ? "" : id + ": ") + message.optionalString("status").orElse("");
        if (!stream.isEmpty()) {
            out.print(stream);
        } else if (terminal && progressing) {
            out.print(cut(status + (progress.isEmpty() ? "" : " " + progress)) + end);
        } else if (message.has("status")) {
            out.print(status + "\n");
        }
    }

    /** A line that wraps would be two, and every later movement of the cursor wrong. */
    private static String cut(String line) {
        int columns = Terminal.columns();
        return columns > 0 && line.length() >= columns ? line.substring(0, columns - 1) : line;
    }

    private static String progress(JsonObject detail) throws IOException {
        long current = detail.optionalNumber("current").orElse(0L);
        long total = detail.optionalNumber("total").orElse(0L);
        if (current <= 0 && total <= 0) {
            return "";
        }
        String units = detail.optionalString("units").orElse("");
        String numbers = !units.isEmpty() ? current + "/" + total + " " + units
                : total > 0 && current <= total ? String.format("%8s/%s", ByteUnits.human(current), ByteUnits.human(total))
                : String.format("%8s", ByteUnits.human(current));
        if (total <= 0 || Terminal.columns() <= MIN_COLUMNS_FOR_BAR) {
            return numbers;
        }
        int done = (int) Math.min(BAR, current * BAR / total);
        return "[" + "=".repeat(done) + ">" + " ".repeat(BAR - done) + "] " + numbers;
    }
}
