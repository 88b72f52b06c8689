package minidocker.engine.api;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.DiskTrouble;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.images.ConfigChange;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.Platform;
import minidocker.images.container.Hostbox;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.NewImage;
import minidocker.images.pull.LayerState;
import minidocker.images.pull.Pull;
import minidocker.images.pull.PullEvent;
import minidocker.images.registry.RegistrySettings;
import minidocker.syscall.SyscallException;

/** {@code POST /images/create}: an image from a registry, from an archive, or from this machine. */
final class ImageCreation {
    private static final int BUFFER = 1 << 16;

    private final Engine engine;
    private final RegistrySettings registries;
    private final Object hostbox = new Object();

    ImageCreation(Engine engine, RegistrySettings registries) {
        this.engine = engine;
        this.registries = registries;
    }

    void addTo(Router router) {
        ImageRoutes.add(router, "POST", "/images/create", this::create);
    }

    private void create(Exchange exchange) throws IOException {
        Optional<Platform> platform = exchange.query("platform").filter(text -> !text.isEmpty()).map(Platform::parse);
        String from = exchange.query("fromImage").orElse("");
        if (from.isEmpty() && exchange.query("fromSrc").isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "which image? Name it with fromImage, or say with fromSrc where "
                    + "its archive comes from");
        } else if (from.isEmpty()) {
            fromArchive(exchange, platform);
            return;
        }
        String tag = exchange.query("tag").orElse("");
        ProgressStream progress = new ProgressStream(exchange);
        ImageReference asked = ImageRoutes.reference(from, tag);
        // A name alone means every tag of it; clients add "latest" themselves when that is what they mean.
        boolean all = tag.isEmpty() && asked.tag().isEmpty() && asked.digest().isEmpty();
        try {
            if (asked.withDefaultTag().equals(Hostbox.NAME)) {
                fromThisMachine(progress);
            } else {
                pull(exchange, asked, all, platform, progress);
            }
        } catch (UserError e) {
            progress.failed(ImageTrouble.of(e));
        } catch (IOException | SyscallException e) {
            progress.failed(DiskTrouble.refusal("the image cannot be stored", engine.images().store().root(), e));
        }
    }

    private void pull(Exchange exchange, ImageReference asked, boolean all, Optional<Platform> platform,
            ProgressStream progress) throws IOException {
        Pull pull = new Pull(engine.images().store(), registries.with(RegistryAuth.of(exchange)), event -> tell(progress, event),
                new OverlayUnpacker());
        // Nobody else would wait for it; what has come is kept.
        Thread puller = Thread.currentThread();
        exchange.onGone(puller::interrupt);
        if (all) {
            pull.pullAll(asked, platform);
        } else {
            pull.pull(asked, platform);
        }
        String name = all ? asked.familiarName() : asked.withDefaultTag().familiar();
        engine.events().publish(Event.now("image", "pull", name, Map.of("name", asked.familiarName())));
    }

    private static void tell(ProgressStream progress, PullEvent event) {
        if (event instanceof PullEvent.Line line) {
            progress.status(line.text());
        } else if (event instanceof PullEvent.Started started) {
            progress.status(started.id(), started.text());
        } else if (event instanceof PullEvent.Layer layer) {
            LayerState state = layer.state();
            if (state instanceof LayerState.Downloading downloading) {
                progress.progress(layer.id(), state.words(), downloading.current(), downloading.total());
            } else if (state instanceof LayerState.Extracting extracting) {
                progress.progress(layer.id(), state.words(), extracting.current(), extracting.total());
            } else {
                progress.progress(layer.id(), state.words(), 0, 0);
            }
        }
    }

    /** The image that every machine has, made when somebody first asks for it. */
    private void fromThisMachine(ProgressStream progress) throws IOException {
        progress.status(Hostbox.NAME.tag().orElseThrow(), "Pulling from this machine's own programs");
        boolean made = false;
        synchronized (hostbox) {
            if (engine.images().lookup(Hostbox.NAME.familiar()).isEmpty()) {
                Hostbox.make(engine.images().store());
                made = true;
            }
        }
        Image image = engine.images().find(Hostbox.NAME.familiar());
        progress.status("Digest: " + image.target().digest());
        progress.status("Status: " + (made ? "Downloaded newer image for " : "Image is up to date for ")
                + Hostbox.NAME.familiar());
        engine.events().publish(Event.now("image", "pull", Hostbox.NAME.familiar(), Map.of("name", Hostbox.NAME.familiarName())));
    }

    private void fromArchive(Exchange exchange, Optional<Platform> platform) throws IOException {
        String source = exchange.query("fromSrc").filter(text -> !text.isEmpty()).orElse("-");
        String repository = exchange.query("repo").orElse("");
        Optional<ImageReference> name = repository.isEmpty() ? Optional.empty()
                : Optional.of(ImageRoutes.reference(repository, exchange.query("tag").orElse("")).withDefaultTag());
        Map<String, Object> config = new LinkedHashMap<>();
        exchange.queryAll("changes").forEach(change -> ConfigChange.apply(change, config));
        String message = exchange.query("message").filter(text -> !text.isEmpty())
                .orElse("Imported from " + source);
        ProgressStream progress = new ProgressStream(exchange);
        try (InputStream in = new BufferedInputStream(open(source, exchange), BUFFER)) {
            if (!source.equals("-")) {
                progress.status("Downloading from " + source);
            }
            Digest id = new NewImage(platform.orElseGet(Platform::host), config, Instant.now(), "", message)
                    .store(in, name, engine.images().store(), new OverlayUnpacker());
            engine.events().publish(Event.now("image", "import", id.toString(),
                    Map.of("name", name.map(ImageReference::familiar).orElse(id.toString()))));
            progress.status(id.toString());
        } catch (IOException | SyscallException e) {
            progress.failed(DiskTrouble.refusal("the image cannot be stored", engine.images().store().root(), e));
        } catch (UserError e) {
            progress.failed(ImageTrouble.of(e));
        }
    }

    private static InputStream open(String source, Exchange exchange) throws IOException {
        if (source.equals("-")) {
            return exchange.body();
        }
        if (!source.startsWith("http://") && !source.startsWith("https://")) {
            throw new IllegalArgumentException("an archive comes from standard input (fromSrc=-) or from an address that "
                    + "begins with http:// or https://, not from " + source);
        }
        return URI.create(source).toURL().openStream();
    }
}
