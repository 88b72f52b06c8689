package minidocker.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The configuration of an image: how to start it and what its layers unpack to (OCI image specification, config.md). Its digest
 * is the image's ID.
 *
 * @param created   RFC 3339, as written; empty if the image does not tell
 * @param diffIds   of the layers, lowest first
 * @param fields    the whole document, with Docker's fields and anybody else's; this is what is written back and inspected
 */
public record ImageConfig(Platform platform, String created, String author, ContainerDefaults defaults, List<DiffId> diffIds,
                          List<History> history, Map<String, Object> fields) {

    /**
     * What a step of the build did.
     *
     * @param createdBy  the command, as Docker words it
     * @param emptyLayer true if the step made no layer
     */
    public record History(String created, String createdBy, String author, String comment, boolean emptyLayer) {
        static History read(JsonObject json) throws MalformedJson {
            return new History(json.optionalString("created").orElse(""), json.optionalString("created_by").orElse(""),
                    json.optionalString("author").orElse(""), json.optionalString("comment").orElse(""),
                            json.bool("empty_layer"));
        }
    }

    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    public static ImageConfig parse(byte[] content, String what) throws MalformedJson {
        JsonObject json = Json.parseObject(content, what);
        List<DiffId> diffIds = new ArrayList<>();
        for (String diffId : json.object("rootfs").strings("diff_ids")) {
            diffIds.add(new DiffId(Descriptor.digest(diffId, what)));
        }
        List<History> history = new ArrayList<>();
        for (JsonObject step : json.objects("history")) {
            history.add(History.read(step));
        }
        Platform platform = new Platform(json.optionalString("os").orElse("linux"), json.optionalString("architecture")
                .orElse(""),
                json.optionalString("variant").orElse(""));
        Optional<JsonObject> config = json.optionalObject("config");
        return new ImageConfig(platform, json.optionalString("created").orElse(""), json.optionalString("author").orElse(""),
                config.isPresent() ? ContainerDefaults.read(config.get()) : ContainerDefaults.NONE, diffIds, history,
                        json.fields());
    }
}
