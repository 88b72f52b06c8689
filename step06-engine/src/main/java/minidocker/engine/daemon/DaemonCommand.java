package minidocker.engine.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.engine.http.TlsFiles;
import minidocker.images.registry.RegistrySettings;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code daemon}: the engine in the foreground. */
@Command(name = "daemon", description = {"Run the engine in the foreground.", "",
    "Nobody has to: a client that finds no engine starts one. This is for watching it, for service managers, and for TCP."})
public final class DaemonCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private HelpOption help;
    @Option(names = {"-H", "--host"}, paramLabel = "ADDRESS",
            description = "Listen here as well: unix:///PATH or tcp://[HOST][:PORT]. Without a host TCP is for this machine only.")
    private List<String> hosts = new ArrayList<>();
    @Option(names = {"--tlsverify", "--tls"},
            description = "On TCP speak TLS, and only with clients that have a certificate (implied by the three below).")
    private boolean tls;
    @Option(names = "--tlscacert", paramLabel = "FILE", description = "Clients' certificates must be signed by this one.")
    private Path authority;
    @Option(names = "--tlscert", paramLabel = "FILE", description = "The engine's certificate.")
    private Path certificate;
    @Option(names = "--tlskey", paramLabel = "FILE", description = "The key of the engine's certificate.")
    private Path key;
    @Option(names = "--insecure-tcp",
            description = "Listen on TCP without TLS. Whoever reaches the port is root on this machine then.")
    private boolean insecure;
    @Option(names = "--insecure-registry", paramLabel = "HOST[:PORT]|ADDRESS/BITS",
            description = "Accept plain HTTP and any certificate from this registry. This machine's own address is always accepted.")
    private List<String> insecureRegistries = new ArrayList<>();
    @Option(names = "--idle", paramLabel = "SECONDS",
            description = "Leave after so long without containers and requests (default: stay).")
    private Long idle;
    @Option(names = "--data-root", paramLabel = "FOLDER", description = "What stays lies here (default: as the user and MINI_DOCKER_HOME say).")
    private Path data;
    @Option(names = "--exec-root", paramLabel = "FOLDER",
            description = "The socket and what else a reboot may take away lie here (default: likewise).")
    private Path run;
    @Option(names = "--keep", description = "Stay whatever happens, as is the default here.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (idle != null && idle < 1) {
            throw new UserError("--idle wants a number of seconds, 1 or more");
        }
        Optional<Duration> patience = idle == null || keep ? Optional.empty() : Optional.of(Duration.ofSeconds(idle));
        Home usual = Home.current();
        Home home = new Home(data == null ? usual.data() : data.toAbsolutePath(), run == null ? usual.run() : run.toAbsolutePath());
        EngineOptions options = options(patience);
        return Linux.geteuid() == 0 ? BackgroundEngine.run(home, options)
                : ForegroundEngine.run(home, spec.commandLine().getParseResult().originalArgs());
    }

    private EngineOptions options(Optional<Duration> patience) {
        List<Path> sockets = new ArrayList<>();
        List<InetSocketAddress> tcp = new ArrayList<>();
        Optional<TlsFiles> files = tlsFiles();
        for (String host : hosts) {
            if (host.startsWith("unix://") && host.length() > "unix://".length()) {
                sockets.add(Path.of(host.substring("unix://".length())).toAbsolutePath());
            } else if (host.startsWith("tcp://")) {
                tcp.add(TcpAddress.parse(host, files.isPresent()));
            } else {
                throw new UserError("invalid address " + host + ": write unix:///PATH or tcp://HOST:PORT");
            }
        }
        if (!tcp.isEmpty() && files.isEmpty() && !insecure) {
            throw new UserError("on TCP anybody could become root here: give --tlscacert, --tlscert and --tlskey, so that only "
                    + "clients with a certificate are served, or --insecure-tcp if you know that nobody else reaches the port");
        }
        return new EngineOptions(sockets, tcp, files, RegistrySettings.standard().withInsecure(insecureRegistries), patience);
    }

    private Optional<TlsFiles> tlsFiles() {
        if (!tls && authority == null && certificate == null && key == null) {
            return Optional.empty();
        }
        if (authority == null || certificate == null || key == null) {
            throw new UserError("TLS takes three files: --tlscacert (who signs clients' certificates), "
                    + "--tlscert and --tlskey (ours)");
        }
        return Optional.of(new TlsFiles(authority, certificate, key));
    }
}
