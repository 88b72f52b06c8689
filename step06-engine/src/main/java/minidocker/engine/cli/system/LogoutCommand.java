package minidocker.engine.cli.system;

import java.io.IOException;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.images.ImageReference;
import minidocker.images.registry.DockerConfigFile;

/** {@code logout}. */
public final class LogoutCommand extends Command {
    public LogoutCommand() {
        super(Manual.of("logout", "[SERVER]", "Log out from a registry").atMost(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String domain = LoginCommand.domain(arguments);
        String shown = domain.equals(ImageReference.DOCKER_HUB) ? "https://index.docker.io/v1/" : domain;
        DockerConfigFile config = new DockerConfigFile(session.options().configFolder().resolve("config.json"));
        session.out().println("Removing login credentials for " + shown);
        config.forget(domain);
        return 0;
    }
}
