package minidocker.engine.daemon;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import minidocker.engine.http.TlsFiles;
import minidocker.images.registry.RegistrySettings;

/**
 * How an engine runs.
 *
 * @param sockets to listen on besides the home's own
 * @param tcp     likewise
 * @param tls     for TCP; empty for none
 * @param registries how they are reached; who asks brings the credentials
 * @param patience after so long without containers and requests it leaves; empty for never
 */
record EngineOptions(List<Path> sockets, List<InetSocketAddress> tcp, Optional<TlsFiles> tls, RegistrySettings registries,
                     Optional<Duration> patience) {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    EngineOptions {
        sockets = List.copyOf(sockets);
        tcp = List.copyOf(tcp);
    }

    static EngineOptions standard(Optional<Duration> patience) {
        return new EngineOptions(List.of(), List.of(), Optional.empty(), RegistrySettings.standard(), patience);
    }
}
