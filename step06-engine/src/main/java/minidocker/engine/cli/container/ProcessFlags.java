package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** What runs in the container: the options that become the container's configuration itself. */
final class ProcessFlags {
    final Flag<Boolean> tty;
    final Flag<Boolean> interactive;
    final Flag<List<String>> attach;
    private final Flag<String> entrypoint;
    private final Flag<List<String>> env;
    private final Flag<List<String>> envFiles;
    private final Flag<List<String>> labels;
    private final Flag<List<String>> labelFiles;
    private final Flag<String> hostname;
    private final Flag<String> domain;
    private final Flag<String> user;
    private final Flag<String> directory;
    private final Flag<String> stopSignal;
    private final Flag<Long> stopTimeout;

    ProcessFlags(Flags flags) {
        tty = flags.toggle("tty", "t", "Allocate a pseudo-TTY");
        interactive = flags.toggle("interactive", "i", "Keep STDIN open even if not attached");
        attach = flags.list("attach", "a", "list", "Attach to STDIN, STDOUT or STDERR", ProcessFlags::stream);
        entrypoint = flags.text("entrypoint", "", "Overwrite the default ENTRYPOINT of the image");
        env = flags.list("env", "e", "list", "Set environment variables", Pairs::variable);
        envFiles = flags.list("env-file", "", "Read in a file of environment variables");
        labels = flags.list("label", "l", "Set meta data on a container");
        labelFiles = flags.list("label-file", "", "Read in a line delimited file of labels");
        hostname = flags.text("hostname", "h", "Container host name");
        domain = flags.text("domainname", "", "Container NIS domain name");
        user = flags.text("user", "u", "Username or UID (format: <name|uid>[:<group|gid>])");
        directory = flags.text("workdir", "w", "Working directory inside the container");
        stopSignal = flags.text("stop-signal", "", "Signal to stop the container");
        stopTimeout = flags.number("stop-timeout", "", 0, "Timeout (in seconds) to stop a container");
    }

    private static String stream(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!name.matches("stdin|stdout|stderr")) {
            throw new IllegalArgumentException("valid streams are STDIN, STDOUT and STDERR");
        }
        return name;
    }

    Map<String, Object> config(List<String> words, boolean detached) throws IOException {
        boolean named = attach.isChanged();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("Hostname", hostname.get());
        config.put("Domainname", domain.get());
        config.put("User", user.get());
        // Without any --attach it is all that there is, input only if it is kept open.
        config.put("AttachStdin", !detached && (named ? attach.get().contains("stdin") : interactive.get()));
        config.put("AttachStdout", !detached && (!named || attach.get().contains("stdout")));
        config.put("AttachStderr", !detached && (!named || attach.get().contains("stderr")));
        config.put("Tty", tty.get());
        config.put("OpenStdin", interactive.get());
        config.put("StdinOnce", interactive.get() && Boolean.TRUE.equals(config.get("AttachStdin")));
        List<String> variables = Pairs.variables(envFiles.get(), env.get());
        config.put("Env", variables.isEmpty() ? null : variables);
        config.put("Cmd", words.size() < 2 ? null : words.subList(1, words.size()));
        config.put("Image", words.get(0));
        config.put("WorkingDir", directory.get());
        // An empty one takes away that of the image.
        config.put("Entrypoint", entrypoint.isChanged() ? List.of(entrypoint.get()) : null);
        config.put("Labels", Pairs.labels(labelFiles.get(), labels.get()));
        if (stopSignal.isChanged()) {
            config.put("StopSignal", stopSignal.get());
        }
        if (stopTimeout.isChanged()) {
            config.put("StopTimeout", stopTimeout.get());
        }
        return config;
    }
}
