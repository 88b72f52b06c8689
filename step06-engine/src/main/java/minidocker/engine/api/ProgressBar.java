package minidocker.engine.api;

import minidocker.images.pull.ByteUnits;

/** Docker's bar as text, for clients that print what they get: {@code [=====>    ]  1.2MB/3.4MB}. */
final class ProgressBar {
    private static final int WIDTH = 50;

    private ProgressBar() {}

    static String of(long current, long total) {
        int done = (int) Math.min(WIDTH, Math.max(0, current) * WIDTH / total);
        String arrow = done == WIDTH ? "=".repeat(WIDTH) + ">" : "=".repeat(done) + ">" + " ".repeat(WIDTH - done);
        String bytes = ByteUnits.human(current);
        return "[" + arrow + "] " + " ".repeat(Math.max(0, 8 - bytes.length())) + bytes + "/" + ByteUnits.human(total);
    }
}
