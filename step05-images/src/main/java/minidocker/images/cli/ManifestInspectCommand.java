package minidocker.images.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.images.Descriptor;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Manifest;
import minidocker.images.MediaType;
import minidocker.images.registry.Registry;
import minidocker.images.registry.RegistryException;
import minidocker.images.registry.RegistrySettings;
import minidocker.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code manifest inspect}: what the registry has, without pulling it. */
@Command(description = "Display an image manifest, or manifest list.")
public final class ManifestInspectCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;
    @Parameters(paramLabel = "NAME[:TAG|@DIGEST]", description = "An image at its registry.")
    private String name;
    @Option(names = {"-v", "--verbose"}, description = "Output additional info including layers and platform.")
    private boolean verbose;
    @Option(names = "--insecure", description = "Allow communication with an insecure registry.")
    private boolean insecure;
    @Mixin
    private RegistryOptions registry;

    @Override
    public Integer call() {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        RegistrySettings settings = insecure ? registry.settings().withInsecure(List.of(reference.domain()))
                : registry.settings();
        try {
            Registry source = Registry.open(reference.domain(), settings);
            Registry.Fetched fetched = source.manifest(reference);
            Map<String, Object> document = Json.parseObject(fetched.content(), "the manifest of " + reference.familiar())
                    .fields();
            Object shown = verbose ? verbose(source, reference, fetched) : document;
            System.out.println(Json.pretty(shown, "\t"));
            return 0;
        } catch (RegistryException e) {
            throw StoreCommand.error(e.code().equals("MANIFEST_UNKNOWN") ? "no such manifest: " + reference : e.about(reference),
                    e);
        } catch (IOException e) {
            throw StoreCommand.error(e.getMessage(), e);
        }
    }

    /** Docker's own form: each manifest with where it came from; a list of them for an index. */
    private static Object verbose(Registry source, ImageReference reference, Registry.Fetched fetched) throws IOException {
        ImageDocument document = minidocker.images.ImageDocument.parse(fetched.content(), fetched.descriptor().mediaType(),
                reference.familiar());
        if (document instanceof Manifest) {
            return described(reference,
                    new Descriptor(document.mediaType(), fetched.descriptor().digest(), fetched.content().length), fetched);
        }
        List<Object> all = new ArrayList<>();
        for (Descriptor child : document.references()) {
            all.add(described(reference.withDigest(child.digest()), child, source.manifest(reference.path(), child)));
        }
        return all;
    }

    private static Object described(ImageReference reference, Descriptor descriptor,
            Registry.Fetched fetched) throws IOException {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("Ref", reference.toString());
        one.put("Descriptor", descriptor.toJson());
        one.put("Raw", java.util.Base64.getEncoder().encodeToString(fetched.content()));
        one.put(descriptor.mediaType().equals(minidocker.images.MediaType.DOCKER_MANIFEST) ? "SchemaV2Manifest" : "OCIManifest",
                Json.parseObject(fetched.content(), reference.familiar()).fields());
        return one;
    }
}
