package minidocker.notebook;

import java.util.List;
import java.util.Optional;

/**
 * What nbconvert is told to run a notebook from top to bottom, and what it said about it.
 *
 * @param failure what went wrong, for a reader; empty if every cell ran
 * @param kernelDidNotStart no cell was tried: that is not the notebook's fault
 */
record Nbconvert(Optional<String> failure, boolean kernelDidNotStart) {
    private static final String CELL = "CellExecutionError: ";
    private static final List<String> NO_KERNEL = List.of("Kernel didn't respond in", "Kernel died before replying to kernel_info",
            "Timeout waiting for kernel_info");

    /**
     * @param notebook relative to the folder in which it is started
     * @param startSeconds for the kernel to answer for the first time
     */
    static List<String> command(String notebook, int startSeconds) {
        return List.of("jupyter", "nbconvert", "--log-level=ERROR", "--to", "notebook", "--execute", "--inplace",
                "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.startup_timeout=" + startSeconds, notebook);
    }

    /** The body of a page beside the notebook, which has been executed: {@link NotebookPage} adds what it leaves out. */
    static List<String> pageCommand(String notebook) {
        return List.of("jupyter", "nbconvert", "--log-level=ERROR", "--to", "html", "--template", "basic", notebook);
    }

    /** @param said on standard error: a traceback of Python's, of which a reader of Java wants the end */
    static Nbconvert ended(int code, String said) {
        if (code == 0) {
            return new Nbconvert(Optional.empty(), false);
        }
        int cell = said.lastIndexOf(CELL);
        if (cell >= 0) {
            return new Nbconvert(Optional.of(plain(said.substring(cell + CELL.length()))), false);
        }
        List<String> lines = said.strip().lines().toList();
        String last = lines.isEmpty() ? "nbconvert ended with " + code + " and said nothing" : lines.get(lines.size() - 1);
        return new Nbconvert(Optional.of(plain(last)), NO_KERNEL.stream().anyMatch(said::contains));
    }

    /** Without colours: it may go to a file. */
    private static String plain(String text) {
        return text.replaceAll("\u001B\\[[0-9;]*m", "").strip();
    }
}
