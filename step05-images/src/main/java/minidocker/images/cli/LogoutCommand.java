package minidocker.images.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.images.ImageReference;
import minidocker.images.registry.DockerConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code logout}. */
@Command(description = "Log out from a registry. Defaults to Docker Hub if no server is specified.")
public final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;
    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "A registry, with its port if it has one.")
    private String server = "";

    @Override
    public Integer call() {
        String domain = LoginCommand.domain(server);
        String shown = domain.equals(ImageReference.DOCKER_HUB) ? "https://index.docker.io/v1/" : domain;
        try {
            boolean known = DockerConfigFile.standard(System.getenv()).forget(domain);
            System.out.println(known ? "Removing login credentials for " + shown : "Not logged in to " + shown);
            return 0;
        } catch (IOException e) {
            throw StoreCommand.error(e.getMessage(), e);
        }
    }
}
