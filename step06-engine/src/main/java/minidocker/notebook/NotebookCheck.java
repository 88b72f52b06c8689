package minidocker.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import minidocker.rootfs.TreeRemoval;

/**
 * Runs notebooks from top to bottom with nobody looking. Each runs as a copy in a folder of its own, which is its working
 * directory: what it makes by a relative path does not end up among the sources. The folder is gone when we end, by ^C too.
 */
final class NotebookCheck implements AutoCloseable {
    /** A kernel that has not answered by then will not, except on a machine that is busy: so each try is given longer. */
    private static final int[] START_SECONDS = {40, 60, 120};
    private static final int LEAVING_SECONDS = 20;

    private final Jupyter jupyter;
    private final Path folder;
    private final Thread atTheEnd = new Thread(this::beEnded, "end of the notebooks");
    private volatile Process running;
    private volatile boolean ending;

    NotebookCheck(Jupyter jupyter) throws IOException {
        this.jupyter = jupyter;
        folder = Files.createTempDirectory("mini-docker-notebooks");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /**
     * @param output where the notebook with its outputs is kept, or null
     * @param pages  where it is published as a page, or null
     */
    Nbconvert run(Path notebook, Path output, Path pages) throws IOException {
        String name = notebook.getFileName().toString();
        Nbconvert outcome = null;
        for (int seconds : START_SECONDS) {
            Files.copy(notebook, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            outcome = run(Nbconvert.command(name, seconds));
            if (outcome.failure().isEmpty() && output != null) {
                Files.copy(folder.resolve(name), output.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            if (outcome.failure().isEmpty() && pages != null) {
                outcome = publish(name.substring(0, name.lastIndexOf('.')), pages);
            }
            if (!outcome.kernelDidNotStart()) {
                return outcome;
            }
            System.err.println("mini-docker: the Java kernel did not answer within " + seconds + " s for " + notebook.getFileName());
        }
        return outcome;
    }

    private Nbconvert publish(String name, Path pages) throws IOException {
        Nbconvert outcome = run(Nbconvert.pageCommand(name + ".ipynb"));
        if (outcome.failure().isEmpty()) {
            Files.writeString(pages.resolve(name + ".html"),
                    new NotebookPage(name, Files.readString(folder.resolve(name + ".html"))).html());
        }
        return outcome;
    }

    private Nbconvert run(List<String> command) throws IOException {
        Path said = folder.resolve("said");
        ProcessBuilder nbconvert = jupyter.process(command)
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
        // Jupyter and IPython write notes about themselves; the user's own folders are not for that.
        nbconvert.environment().putAll(Map.of("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString(),
                "IPYTHONDIR", folder.resolve("ipython").toString()));
        running = nbconvert.start();
        try {
            running.getOutputStream().close();
            int code = running.waitFor();
            if (ending) {
                awaitEnd();
            }
            return Nbconvert.ended(code, Files.readString(said, StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a notebook ran");
        }
    }

    /** The kernel is not our child, but nbconvert's: so nbconvert is asked to end, and takes the kernel along. */
    private void leave() {
        Process last = running;
        try {
            if (last != null && last.isAlive()) {
                last.destroy();
                if (!last.waitFor(LEAVING_SECONDS, TimeUnit.SECONDS)) {
                    last.descendants().forEach(ProcessHandle::destroyForcibly);
                    last.destroyForcibly();
                }
            }
            TreeRemoval.remove(folder);
        } catch (IOException | InterruptedException left) {
            System.err.println("mini-docker: " + folder + " is left behind: " + left.getMessage());
        }
    }

    private void beEnded() {
        ending = true;
        leave();
    }

    /** The program ends, and another thread tidies up: this one has nothing to do and nothing to say any more. */
    private static void awaitEnd() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException inShutdown) {
            try {
                awaitEnd();
            } catch (InterruptedException interrupted) {
                throw new IOException("interrupted while the program ends", interrupted);
            }
        }
        leave();
    }
}
