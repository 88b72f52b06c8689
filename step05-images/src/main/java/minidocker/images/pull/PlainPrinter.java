package minidocker.images.pull;

import java.io.PrintStream;

/** One line an event, without progress: for files and pipes. */
public record PlainPrinter(PrintStream out) implements PullListener {

    @Override
    public void event(PullEvent event) {
        if (event instanceof PullEvent.Line line) {
            out.println(line.text());
        } else if (event instanceof PullEvent.Started started) {
            out.println(started.id() + ": " + started.text());
        } else if (event instanceof PullEvent.Layer layer && isNews(layer.state())) {
            out.println(layer.id() + ": " + layer.state().words());
        }
    }

    private static boolean isNews(LayerState state) {
        return !(state instanceof LayerState.Downloading || state instanceof LayerState.Extracting);
    }
}
