package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.Base64;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * What the engine says of a path in a container, in the header {@code X-Docker-Container-Path-Stat}.
 *
 * @param mode of Go's os.FileMode, which has bits of its own for the kinds of file
 * @param target of a link
 */
record ContainerPath(long mode, String target) {
    private static final long FOLDER = 1L << 31;
    private static final long LINK = 1L << 27;
    private static final long OTHER_KINDS = 1L << 26 | 1L << 25 | 1L << 24 | 1L << 21 | 1L << 19;
    private static final int NOT_FOUND = 404;

    static ContainerPath stat(ApiClient engine, String archive, String path) throws IOException {
        try (Response head = engine.stream("HEAD", archive, Query.of("path", path))) {
            return of(head);
        } catch (ApiError e) {
            // The answer to HEAD has no body, so that the reason has to be asked for.
            try (Response get = engine.stream("GET", archive, Query.of("path", path))) {
                return of(get);
            }
        }
    }

    /** Null if there is no such file; a container that is not there is an error. */
    static ContainerPath statIfThere(ApiClient engine, String archive, String path) throws IOException {
        try {
            return stat(engine, archive, path);
        } catch (ApiError e) {
            if (e.status() == NOT_FOUND && !e.reason().startsWith("No such container:") || e.reason().contains("Could not find the file")) {
                return null;
            }
            throw e;
        }
    }

    static ContainerPath of(Response response) throws IOException {
        byte[] json = Base64.getDecoder().decode(response.header("X-Docker-Container-Path-Stat"));
        JsonObject stat = Json.parseObject(json, "what the engine says of the path");
        return new ContainerPath(stat.number("mode"), stat.optionalString("linkTarget").orElse(""));
    }

    boolean isFolder() {
        return (mode & FOLDER) != 0;
    }

    boolean isLink() {
        return (mode & LINK) != 0;
    }

    boolean isFile() {
        return (mode & (FOLDER | LINK | OTHER_KINDS)) == 0;
    }

    /** Where the link at this path leads. */
    String resolved(String path) {
        return target.startsWith("/") ? target : PathNames.clean(PathNames.folder(path) + "/" + target);
    }
}
