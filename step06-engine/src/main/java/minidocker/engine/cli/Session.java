package minidocker.engine.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.engine.client.ApiClient;

/** What a command works with: the engine, the standard streams, the user's settings. */
public final class Session {
    /** How the program is called in what it prints. */
    public static final String PROGRAM = "mini-docker";

    private final GlobalOptions options;
    private final String command;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private ApiClient client;
    private UserSettings settings;

    /** @param command as the user wrote it: {@code container ls} or {@code ps} */
    Session(GlobalOptions options, String command) {
        this.options = options;
        this.command = command;
    }

    /** The engine that is asked; started if it is the one of this machine and does not run. */
    public synchronized ApiClient engine() throws IOException {
        if (client == null) {
            client = new ApiClient(options.address(), System.getenv().getOrDefault("DOCKER_API_VERSION", "").replaceFirst("^v", ""));
        }
        return client;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** Standard input, nothing of it read ahead. */
    public InputStream in() {
        return new FileInputStream(FileDescriptor.in);
    }

    /** Standard output as bytes; what was printed before comes first. */
    public OutputStream rawOut() {
        out.flush();
        return out;
    }

    public String command() {
        return command;
    }

    public synchronized UserSettings settings() throws IOException {
        if (settings == null) {
            settings = UserSettings.read(options.configFolder());
        }
        return settings;
    }

    public GlobalOptions options() {
        return options;
    }

    /**
     * isatty(3) for standard input, output or error, without a native call: a start that needs no other one saves the time to load
     * JNA.
     */
    public static boolean isTerminal(int fd) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }
}
