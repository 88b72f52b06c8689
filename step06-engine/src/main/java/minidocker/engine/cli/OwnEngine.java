package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import minidocker.cli.Home;
import minidocker.engine.client.Address;
import minidocker.engine.daemon.EngineStart;

/** The engine of this machine and user: nobody has to start it. */
final class OwnEngine {
    private OwnEngine() {}

    static Address address(Map<String, String> environment) throws IOException {
        Home home = Home.of(environment, uid());
        EngineStart.ensure(home).ifPresent(sentence -> System.err.println("mini-docker: " + sentence));
        return new Address.UnixSocket(EngineStart.socket(home));
    }

    /** Who we are, without the native call that would load JNA. */
    private static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
