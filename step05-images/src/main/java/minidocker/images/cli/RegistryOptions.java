package minidocker.images.cli;

import java.util.ArrayList;
import java.util.List;
import minidocker.images.registry.RegistrySettings;
import picocli.CommandLine.Option;

/** What every command has that talks to a registry. Docker has it as an option of the engine; here there is none. */
public final class RegistryOptions {
    @Option(names = "--insecure-registry", paramLabel = "HOST[:PORT]|ADDRESS/BITS",
            description = "Accept plain HTTP and any certificate from this registry. This machine's own address is always accepted.")
    private List<String> insecure = new ArrayList<>();

    RegistrySettings settings() {
        return RegistrySettings.standard().withInsecure(insecure);
    }
}
