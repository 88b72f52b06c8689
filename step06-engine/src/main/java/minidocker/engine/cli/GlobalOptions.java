package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.client.Address;
import minidocker.engine.client.TlsFiles;

/** The options that stand before the command. */
public final class GlobalOptions {
    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "warning", "error", "fatal", "panic");

    private final Map<String, String> environment;
    private final Flags flags = new Flags();
    private final Flag<String> config = flags.text("config", "", "Location of client config files");
    private final Flag<String> context = flags.text("context", "c", "Name of the context; there is one, \"default\"");
    private final Flag<Boolean> debug = flags.toggle("debug", "D", "Add the stack trace to an error");
    private final Flag<List<String>> hosts = flags.list("host", "H", "Daemon socket to connect to");
    private final Flag<String> level = flags.text("log-level", "l", "info", "Set the logging level");
    private final Flag<Boolean> tls = flags.toggle("tls", "", "Use TLS; implied by --tlsverify");
    private final Flag<Boolean> verify = flags.toggle("tlsverify", "", "Use TLS and verify the remote");
    private final Flag<String> ca = flags.text("tlscacert", "", "Trust certs signed only by this CA");
    private final Flag<String> certificate = flags.text("tlscert", "", "Path to TLS certificate file");
    private final Flag<String> key = flags.text("tlskey", "", "Path to TLS key file");
    private final Flag<Boolean> version = flags.toggle("version", "v", "Print version information and quit");

    GlobalOptions(Map<String, String> environment) {
        this.environment = environment;
        flags.stopAtArgument();
    }

    Flags flags() {
        return flags;
    }

    void check() {
        if (!LEVELS.contains(level.get())) {
            throw new UserError("Unable to parse logging level: " + level.get(), 1);
        }
        if (!context.get().isEmpty() && !context.get().equals("default")) {
            throw new UserError("Failed to initialize: unable to resolve docker endpoint: context \"" + context.get()
                    + "\": context not found: there is only \"default\"; name an engine with --host", 1);
        }
    }

    boolean wantsVersion() {
        return version.get();
    }

    public boolean debug() {
        return debug.get();
    }

    public Path configFolder() {
        String folder = config.get().isEmpty() ? environment.getOrDefault("DOCKER_CONFIG", "") : config.get();
        return Path.of(folder.isEmpty() ? environment.getOrDefault("HOME", "/") + "/.docker" : folder);
    }

    /** The engine that is named, or else the one of this machine, which is then started if it has to be. */
    Address address() throws IOException {
        if (hosts.get().size() > 1) {
            throw new UserError("Failed to initialize: unable to resolve docker endpoint: specify only one -H", 1);
        }
        String host = hosts.get().isEmpty() ? environment.getOrDefault("DOCKER_HOST", "") : hosts.get().get(0);
        return host.isEmpty() ? OwnEngine.address(environment) : Address.parse(host, tlsFiles());
    }

    private Optional<TlsFiles> tlsFiles() {
        boolean verified = verify.isChanged() ? verify.get() : !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
        if (!verified && !tls.get() && environment.getOrDefault("DOCKER_TLS", "").isEmpty()) {
            return Optional.empty();
        }
        String folder = environment.getOrDefault("DOCKER_CERT_PATH", "");
        TlsFiles usual = TlsFiles.in(folder.isEmpty() ? configFolder() : Path.of(folder), verified);
        return Optional.of(new TlsFiles(ca.get().isEmpty() ? usual.ca() : Path.of(ca.get()),
                certificate.get().isEmpty() ? usual.certificate() : Path.of(certificate.get()),
                key.get().isEmpty() ? usual.key() : Path.of(key.get()), verified));
    }
}
