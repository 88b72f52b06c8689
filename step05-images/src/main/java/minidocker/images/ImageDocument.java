package minidocker.images;

import java.util.List;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What a registry answers when it is asked for an image: a {@link Manifest}, or an {@link Index} of manifests for several
 * platforms. Both exist in OCI's and in Docker's dialect; they differ in their media types only.
 */
public sealed interface ImageDocument permits Manifest, Index {

    MediaType mediaType();

    /** Everything this document points to, in order. */
    List<Descriptor> references();

    Map<String, Object> toJson();

    /** The bytes that we would write for it. Of a document that was read, only the bytes that came in have its digest. */
    default byte[] toBytes() {
        return Json.bytes(toJson());
    }

    /**
     * Reads a manifest or an index.
     *
     * @param declared what the registry or the descriptor says it is; the document's own {@code mediaType} must not contradict it
     * @param what     the document's name for messages
     */
    static ImageDocument parse(byte[] content, MediaType declared, String what) throws MalformedJson {
        JsonObject json = Json.parseObject(content, what);
        MediaType own = new MediaType(json.optionalString("mediaType").orElse(""));
        if (declared.isSchema1() || own.isSchema1() || json.optionalNumber("schemaVersion").orElse(2L) == 1) {
            throw new MalformedJson(what + " is a Docker Image manifest version 2, schema 1, which no engine supports any more: "
                    + "ask the author of the image to push it again");
        }
        if (json.number("schemaVersion") != 2) {
            throw new MalformedJson(what + ": \"schemaVersion\" must be 2");
        }
        // One document that is both would be a different image to different readers (CVE-2021-41190).
        if (json.has("manifests") && (json.has("layers") || json.has("config"))) {
            throw new MalformedJson(what + " has both \"manifests\" and \"layers\": it cannot be told which it is");
        }
        MediaType type = !own.name().isEmpty() ? own : declared;
        if ((declared.isIndex() || declared.isManifest()) && !declared.equals(type)) {
            throw new MalformedJson(what + " says it is " + type + " but was declared as " + declared);
        }
        if (json.has("manifests")) {
            return Index.read(json, type.isIndex() ? type : mismatched(type, MediaType.OCI_INDEX, what));
        }
        return Manifest.read(json, type.isManifest() ? type : mismatched(type, MediaType.OCI_MANIFEST, what));
    }

    /** An OCI document need not say its type, and files and some registries declare none; any other type is a contradiction. */
    private static MediaType mismatched(MediaType type, MediaType byShape, String what) throws MalformedJson {
        if (type.isIndex() || type.isManifest()) {
            throw new MalformedJson(what + " is declared as " + type + " but has the fields of " + byShape);
        }
        return byShape;
    }
}
