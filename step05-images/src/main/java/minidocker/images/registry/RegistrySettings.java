package minidocker.images.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How registries are reached from here.
 *
 * @param environment   for the proxies
 * @param config        where credentials are kept
 * @param answerTimeout from the request's last byte to the head of the answer, connecting included
 * @param stallTimeout  the longest silence inside a body
 */
public record RegistrySettings(Map<String, String> environment, InsecureRegistries insecure, CertificateFolders certificates,
                               DockerConfigFile config, RetryPolicy retry, Duration answerTimeout, Duration stallTimeout) {

    /** As this process's environment says. */
    public static RegistrySettings standard() {
        return of(System.getenv());
    }

    public static RegistrySettings of(Map<String, String> environment) {
        return new RegistrySettings(environment, InsecureRegistries.LOOPBACK, CertificateFolders.standard(environment),
                DockerConfigFile.standard(environment), RetryPolicy.DEFAULT, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    /** With further registries that may be reached without a trusted certificate: {@code --insecure-registry}. */
    public RegistrySettings withInsecure(List<String> entries) {
        return with(insecure.and(entries));
    }

    public RegistrySettings with(InsecureRegistries replaced) {
        return new RegistrySettings(environment, replaced, certificates, config, retry, answerTimeout, stallTimeout);
    }

    public RegistrySettings with(CertificateFolders replaced) {
        return new RegistrySettings(environment, insecure, replaced, config, retry, answerTimeout, stallTimeout);
    }

    public RegistrySettings with(RetryPolicy replaced) {
        return new RegistrySettings(environment, insecure, certificates, config, replaced, answerTimeout, stallTimeout);
    }

    public RegistrySettings withTimeouts(Duration answer, Duration stall) {
        return new RegistrySettings(environment, insecure, certificates, config, retry, answer, stall);
    }
}
