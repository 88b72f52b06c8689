package minidocker.engine.network.firewall;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;

/** A program of the host's that writes rules. */
record Tool(Path path) {

    /** @param output what it said on both streams */
    record Result(int status, String output) {
        boolean isGood() {
            return status == 0;
        }
    }

    /** An ordinary user's PATH, and that of a service, may lack the folders of such programs. */
    static Optional<Tool> find(String name) {
        Set<String> folders = new LinkedHashSet<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        folders.addAll(List.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"));
        return folders.stream().filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst().map(Tool::new);
    }

    Result run(String input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException itDidNotReadAll) {
                // Its status and its output say why.
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new Result(127, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(127, "interrupted");
        }
    }

    /** @throws Refusal with what it said, if it does not succeed */
    void must(String input, List<String> arguments) {
        Result result = run(input, arguments);
        if (!result.isGood()) {
            throw new Refusal(Refusal.Kind.FAILED, path.getFileName() + " " + String.join(" ", arguments) + " failed with status "
                    + result.status() + ": " + firstLine(result.output()));
        }
    }

    static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
