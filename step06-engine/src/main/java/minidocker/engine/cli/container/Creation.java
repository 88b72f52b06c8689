package minidocker.engine.cli.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.image.ImagePull;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;
import minidocker.json.JsonObject;

/** Makes a container of what the options say; an image that is missing is pulled first. */
final class Creation {
    private final Session session;
    private final ContainerFlags options;
    private final SignalProxy signals;

    Creation(Session session, ContainerFlags options) {
        this(session, options, null);
    }

    /** @param signals that are kept for the container, or null */
    Creation(Session session, ContainerFlags options, SignalProxy signals) {
        this.session = session;
        this.options = options;
        this.signals = signals;
    }

    /** @return the container's ID */
    String create(Map<String, Object> body) throws IOException {
        String cidfile = options.cidfile.get();
        if (cidfile.isEmpty()) {
            return created(body);
        }
        Path file = Path.of(cidfile);
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            throw new UserError("container ID file found, make sure the other container isn't running or delete " + cidfile);
        } catch (IOException e) {
            throw new UserError("failed to create the container ID file: " + minidocker.engine.cli.FileTrouble.sentence(e));
        }
        boolean done = false;
        Thread interrupted = new Thread(() -> file.toFile().delete(), "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            String id = created(body);
            Files.write(file, id.getBytes(StandardCharsets.US_ASCII));
            done = true;
            return id;
        } finally {
            if (!done) {
                Files.deleteIfExists(file);
            }
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    /** Prints what creating and starting it would have the kernel do. */
    void explain(Map<String, Object> body) throws IOException {
        withImage(body, () -> {
            SystemCalls.explain(session, "/containers/explain", body);
            return null;
        });
    }

    private String created(Map<String, Object> body) throws IOException {
        JsonObject answer = withImage(body, () -> post(body));
        for (String warning : answer.strings("Warnings")) {
            session.err().println("WARNING: " + warning);
        }
        return answer.string("Id");
    }

    private interface Asked<T> {
        T ask() throws IOException;
    }

    private <T> T withImage(Map<String, Object> body, Asked<T> asked) throws IOException {
        String image = (String) body.get("Image");
        if (options.pull.get().equals("always")) {
            pull(image);
        }
        try {
            return asked.ask();
        } catch (ApiError e) {
            boolean missing = e.status() == 404 && e.reason().startsWith("No such image") && options.pull.get().equals("missing");
            if (!missing) {
                throw e;
            }
            session.err().println("Unable to find image '" + familiar(image) + "' locally");
            pull(image);
            return asked.ask();
        }
    }

    private static String familiar(String image) {
        try {
            return ImageReference.parse(image).withDefaultTag().familiar();
        } catch (InvalidReference e) {
            throw new UserError(e.getMessage());
        }
    }

    private void pull(String image) throws IOException {
        if (signals != null) {
            signals.nothingMade(true);
        }
        new ImagePull(session, options.platform.get(), options.quiet.get()).pull(image, session.err());
        if (signals != null) {
            signals.nothingMade(false);
        }
    }

    private JsonObject post(Map<String, Object> body) throws IOException {
        ApiClient engine = session.engine();
        Query query = new Query().addIfSet("name", options.name.get());
        if (engine.knows("1.41")) {
            query.addIfSet("platform", options.platform.get());
        }
        Object answer = engine.post("/containers/create", query, body);
        if (answer instanceof Map<?, ?> map) {
            return JsonObject.of(map, "the engine's answer");
        }
        throw new IOException("the engine made a container and did not say which");
    }

    /** What can be no image's name need not be asked for. */
    static void check(List<String> words) {
        String image = words.get(0);
        if (image.isEmpty()) {
            throw new UserError("invalid reference format");
        }
        if (!image.matches("(sha256:)?[0-9a-f]{64}")) {
            ImageReference.parse(image);
        }
    }
}
