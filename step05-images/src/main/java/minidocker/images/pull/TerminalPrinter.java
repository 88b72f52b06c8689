package minidocker.images.pull;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * A line for each layer, rewritten in place, with Docker's bar: {@code [=====>    ]  1.2MB/3.4MB}. It needs three control
 * sequences (ECMA-48): cursor up, cursor down, erase line, which every terminal has that anybody runs containers from. A library
 * for terminals costs more start than it saves lines here.
 */
public final class TerminalPrinter implements PullListener {
    private static final int BAR = 50;
    /** Docker leaves the bar out where it would wrap. */
    private static final int MIN_COLUMNS_FOR_BAR = 110;

    private final PrintStream out;
    private final IntSupplier columns;
    /** Which line a layer has, counted from the first. */
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** @param columns the terminal's width, asked anew each time */
    public TerminalPrinter(PrintStream out, IntSupplier columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void event(PullEvent event) {
        if (event instanceof PullEvent.Line line) {
            out.print(line.text() + "\n");
        } else if (event instanceof PullEvent.Started started) {
            lines.clear();
            out.print(started.id() + ": " + started.text() + "\n");
        } else if (event instanceof PullEvent.Layer layer) {
            draw(layer.id(), text(layer));
        }
        out.flush();
    }

    private void draw(String id, String text) {
        Integer line = lines.get(id);
        if (line == null) {
            lines.put(id, lines.size());
            out.print(text + "\n");
            return;
        }
        int up = lines.size() - line;
        out.print("\033[" + up + "A\033[2K\r" + text + "\r\033[" + up + "B");
    }

    private String text(PullEvent.Layer layer) {
        String text = layer.id() + ": " + layer.state().words();
        if (layer.state() instanceof LayerState.Downloading state) {
            text += " " + progress(state.current(), state.total(), columns.getAsInt());
        } else if (layer.state() instanceof LayerState.Extracting state) {
            text += " " + progress(state.current(), state.total(), columns.getAsInt());
        }
        int width = columns.getAsInt();
        // A line that wraps would be two, and every later movement of the cursor wrong.
        return width > 0 && text.length() >= width ? text.substring(0, width - 1) : text;
    }

    /**
     * How far a layer is, as Docker shows it: {@code [=====>    ]  1.2MB/3.4MB}.
     *
     * @param columns the width it has to do with: in Docker's JSON stream always 200
     */
    public static String progress(long current, long total, int columns) {
        if (current <= 0 && total <= 0) {
            return "";
        }
        String numbers = total > 0 && current <= total
                ? String.format("%8s/%s", ByteUnits.human(current), ByteUnits.human(total))
                : String.format("%8s", ByteUnits.human(current));
        if (columns <= MIN_COLUMNS_FOR_BAR || total <= 0) {
            return numbers;
        }
        int done = (int) Math.min(BAR, current * BAR / total);
        return "[" + "=".repeat(done) + ">" + " ".repeat(BAR - done) + "] " + numbers;
    }
}
