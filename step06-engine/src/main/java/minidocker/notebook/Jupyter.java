package minidocker.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.json.Json;
import minidocker.json.MalformedJson;

/** The user's Jupyter. */
final class Jupyter {
    private final Path kernels;

    /** @param kernels of ours, which it finds besides its own if there is no other for Java */
    Jupyter(Path kernels) {
        this.kernels = kernels;
    }

    /** Whether it has a kernel of that name. */
    static boolean hasKernel(String name) throws IOException {
        String list;
        try {
            Process jupyter = new ProcessBuilder("jupyter", "kernelspec", "list", "--json")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            jupyter.getOutputStream().close();
            list = new String(jupyter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UserError("Jupyter is not installed: apt install jupyter-notebook jupyter-nbconvert (Debian, Ubuntu), or pip install notebook nbconvert");
        }
        return hasKernel(name, list);
    }

    /** @param list as {@code jupyter kernelspec list --json} prints it */
    static boolean hasKernel(String name, String list) {
        try {
            return Json.parseObject(list.getBytes(StandardCharsets.UTF_8), "Jupyter's list of kernels")
                    .optionalObject("kernelspecs").filter(specs -> specs.has(name)).isPresent();
        } catch (MalformedJson other) {
            throw new UserError("Jupyter does not list its kernels (" + other.getMessage()
                    + "): does 'jupyter kernelspec list --json' work?");
        }
    }

    /** What its environment says beyond ours: where our kernel lies, and for other kernels where the project does. */
    static Map<String, String> environment(Path kernels, String classPath, Map<String, String> ours) {
        Map<String, String> more = new LinkedHashMap<>();
        if (kernels != null) {
            String others = ours.getOrDefault("JUPYTER_PATH", "");
            more.put("JUPYTER_PATH", kernels + (others.isEmpty() ? "" : ":" + others));
        }
        more.put("IJAVA_CLASSPATH", classPath);
        more.put("JJAVA_CLASSPATH", classPath);
        return more;
    }

    /** A command of its own, not yet started. */
    ProcessBuilder process(List<String> command) {
        ProcessBuilder jupyter = new ProcessBuilder(command);
        jupyter.environment().putAll(environment(kernels, System.getProperty("java.class.path"), System.getenv()));
        return jupyter;
    }

    /** Runs it with our input and output to its end; ^C is its own business. */
    int run(List<String> command) throws IOException {
        sun.misc.Signal.handle(new sun.misc.Signal("INT"), signal -> {});
        Process process = process(command).inheritIO().start();
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            return 130;
        }
    }
}
