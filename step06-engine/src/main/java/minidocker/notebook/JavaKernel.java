package minidocker.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.files.AtomicFile;
import minidocker.json.Json;

/**
 * A Jupyter kernel for Java from Maven Central, in a folder of ours that Jupyter is told of by JUPYTER_PATH: nothing is written
 * where the user's own kernels are. It bears the name {@code java}, as IJava and JJava do, because that is what the notebooks
 * ask for.
 *
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs">Kernel specs</a>
 */
final class JavaKernel {
    static final String NAME = "java";
    private static final String ARTIFACT = "rapaio-jupyter-kernel";
    private static final String VERSION = "3.0.1";
    private static final String COORDINATES = "io.github.padreati:" + ARTIFACT + ":" + VERSION;
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy";
    private static final String MAIN = "org.rapaio.jupyter.kernel.MainApp";

    /** Java's own format: no word of every message that comes and goes, which would be shown to a student in red. */
    private static final String LOGGING = "handlers=java.util.logging.ConsoleHandler\n.level=WARNING\n";

    private final Path folder;

    /** @param folder to be had for it */
    JavaKernel(Path folder) {
        this.folder = folder;
    }

    /** What Jupyter searches for kernels. */
    Path jupyterPath() {
        return folder.resolve("jupyter");
    }

    /** Fetches the kernel if it has not been, and writes its specification anew: the JDK and the class path are those of now. */
    void install() throws IOException {
        Path jar = folder.resolve(ARTIFACT + "-" + VERSION + ".jar");
        if (!Files.exists(jar)) {
            fetch(jar);
        }
        Path spec = Files.createDirectories(jupyterPath().resolve("kernels").resolve(NAME)).resolve("kernel.json");
        AtomicFile.write(quiet().resolve("logging.properties"), LOGGING.getBytes(StandardCharsets.UTF_8));
        // Ours comes first: a logging.properties and a LoopThread, of each of which the kernel has one of its own.
        AtomicFile.write(spec, Json.bytes(specification(quiet() + ":" + System.getProperty("java.class.path") + ":" + jar,
                Path.of(System.getProperty("java.home")), Runtime.version().feature())));
    }

    private Path quiet() throws IOException {
        return Files.createDirectories(folder.resolve("logging"));
    }

    /** Through Maven, which knows mirrors and proxies and checks what came. */
    private void fetch(Path jar) throws IOException {
        System.err.println("mini-docker: fetching a Java kernel for Jupyter from Maven Central, once (" + COORDINATES + ")...");
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, "fetch");
        try {
            Process maven = new ProcessBuilder("mvn", "-q", "-B", COPY, "-Dartifact=" + COORDINATES, "-DoutputDirectory=" + fresh)
                    .directory(fresh.toFile()).redirectErrorStream(true).start();
            maven.getOutputStream().close();
            String said = new String(maven.getInputStream().readAllBytes()).strip();
            if (maven.waitFor() != 0) {
                throw new UserError("Maven could not fetch " + COORDINATES + ": " + said.lines().findFirst().orElse("it says nothing")
                        + " (is the network there? Maven's settings know proxies)");
            }
            Files.move(fresh.resolve(jar.getFileName()), jar);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while fetching " + COORDINATES);
        } finally {
            Files.deleteIfExists(fresh.resolve(jar.getFileName()));
            Files.delete(fresh);
        }
    }

    /** @param classPath the project's, and the kernel */
    static Map<String, Object> specification(String classPath, Path javaHome, int version) {
        // As the launcher starts us: no more threads than needed, and no raised limit for what is started from a cell.
        List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-XX:-MaxFDLimit",
                "-XX:-UsePerfData"));
        if (version >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath, MAIN, "{connection_file}"));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("argv", command);
        spec.put("display_name", "Java (mini-docker)");
        spec.put("language", "java");
        spec.put("interrupt_mode", "message");
        return spec;
    }
}
