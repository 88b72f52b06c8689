package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import minidocker.cli.Home;
import minidocker.engine.client.Address;

/** The engine of this machine and user: nobody has to start it. */
final class OwnEngine {
    private OwnEngine() {}

    static Address address(Map<String, String> environment) throws IOException {
        Home home = Home.of(environment, uid());
        return new Address.UnixSocket(home.run().resolve("mini-docker.sock"));
    }

    /** Who we are, without the native call that would load JNA. */
    private static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
