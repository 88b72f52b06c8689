package minidocker.images.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How registries are reached from here.
 *
 * @param environment   for the proxies
 * @param config        where credentials are kept
 * @param given         used instead of those that are kept, for every registry; a server acts for somebody else
 * @param answerTimeout from the request's last byte to the head of the answer, connecting included
 * @param stallTimeout  the longest silence inside a body
 */
public record RegistrySettings(Map<String, String> environment, InsecureRegistries insecure, CertificateFolders certificates,
                               DockerConfigFile config, Optional<Credentials> given, RetryPolicy retry, Duration answerTimeout,
                               Duration stallTimeout) {

    /** As this process's environment says. */
    public static RegistrySettings standard() {
        return of(System.getenv());
    }

    public static RegistrySettings of(Map<String, String> environment) {
        return new RegistrySettings(environment, InsecureRegistries.LOOPBACK, CertificateFolders.standard(environment),
                DockerConfigFile.standard(environment), Optional.empty(), RetryPolicy.DEFAULT, Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    /** With further registries that may be reached without a trusted certificate: {@code --insecure-registry}. */
    public RegistrySettings withInsecure(List<String> entries) {
        return with(insecure.and(entries));
    }

    public RegistrySettings with(InsecureRegistries replaced) {
        return new RegistrySettings(environment, replaced, certificates, config, given, retry, answerTimeout, stallTimeout);
    }

    public RegistrySettings with(CertificateFolders replaced) {
        return new RegistrySettings(environment, insecure, replaced, config, given, retry, answerTimeout, stallTimeout);
    }

    public RegistrySettings with(RetryPolicy replaced) {
        return new RegistrySettings(environment, insecure, certificates, config, given, replaced, answerTimeout, stallTimeout);
    }

    /** Whatever credentials this machine keeps, these count. */
    public RegistrySettings with(Credentials credentials) {
        return new RegistrySettings(environment, insecure, certificates, config, Optional.of(credentials), retry, answerTimeout,
                stallTimeout);
    }

    /** Who we are to a registry. */
    Credentials credentials(String domain) throws IOException {
        return given.isPresent() ? given.get() : config.credentials(domain);
    }

    public RegistrySettings withTimeouts(Duration answer, Duration stall) {
        return new RegistrySettings(environment, insecure, certificates, config, given, retry, answer, stall);
    }
}
