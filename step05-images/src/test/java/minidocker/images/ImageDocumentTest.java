package minidocker.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.MalformedJson;
import org.junit.jupiter.api.Test;

class ImageDocumentTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String CONFIG = "{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + A
            + "\",\"size\":7}";
    private static final String LAYER = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"" + B
            + "\",\"size\":9000000000,\"urls\":[\"https://x.example/y\"],\"annotations\":{\"k\":\"v\"}}";
    private static final String MANIFEST = "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + LAYER
            + "],\"subject\":{\"x\":1}}";
    private static final MediaType NONE = new MediaType("");

    private static ImageDocument parse(String json, MediaType declared) throws MalformedJson {
        return ImageDocument.parse(json.getBytes(StandardCharsets.UTF_8), declared, "the manifest of x");
    }

    @Test
    void a_manifest_without_a_media_type_is_an_oci_one() throws Exception {
        Manifest manifest = (Manifest) parse(MANIFEST, NONE);
        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(manifest.config().digest()).hasToString(A);
        assertThat(manifest.layersSize()).isEqualTo(9_000_000_000L);
        assertThat(manifest.layers().get(0).urls()).containsExactly("https://x.example/y");
        assertThat(manifest.layers().get(0).mediaType().compression()).isEqualTo(MediaType.Compression.GZIP);
    }

    @Test
    void what_is_not_known_by_name_is_kept() throws Exception {
        Manifest manifest = (Manifest) parse(MANIFEST, MediaType.OCI_MANIFEST);
        Object written = Json.parse(manifest.toBytes());
        assertThat(written).isEqualTo(Json.parse(MANIFEST.replace("\"schemaVersion\":2,",
                "\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",")));
    }

    @Test
    void a_document_that_is_two_things_at_once_is_refused() {
        assertThatThrownBy(() -> parse(MANIFEST.replace("\"subject\"", "\"manifests\":[],\"subject\""), NONE))
                .hasMessageContaining("cannot be told which it is");
        assertThatThrownBy(() -> parse(MANIFEST, MediaType.OCI_INDEX)).hasMessageContaining("declared as");
        assertThatThrownBy(() -> parse(MANIFEST.replace("{\"schemaVersion\":2",
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\""), MediaType.OCI_MANIFEST))
                .hasMessageContaining("but was declared as");
    }

    @Test
    void schema_1_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> parse("{\"schemaVersion\":1,\"fsLayers\":[]}", NONE)).hasMessageContaining("push it again");
    }

    @Test
    void a_wrong_size_or_digest_is_named() {
        assertThatThrownBy(() -> parse(MANIFEST.replace("\"size\":7", "\"size\":-7"), NONE))
                .hasMessage("the manifest of x: \"config\": \"size\" is negative");
        assertThatThrownBy(() -> parse(MANIFEST.replace(B, "sha256:../../x"), NONE))
                .isInstanceOf(MalformedJson.class)
                        .hasMessageContaining("the manifest of x: \"layers\"[0]: invalid checksum digest");
        assertThatThrownBy(() -> parse(MANIFEST.replace(",\"size\":7", ""), NONE)).hasMessageContaining("\"size\" is missing");
    }

    @Test
    void the_best_platform_of_an_index_is_chosen_and_attestations_never() throws Exception {
        Index index = (Index) parse("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST_LIST
                + "\",\"manifests\":["
                + entry("1", "unknown", "unknown", "") + "," + entry("2", "linux", "arm", "v6") + ","
                        + entry("3", "linux", "arm", "v7") + ","
                + entry("4", "linux", "arm64", "v8") + "," + entry("5", "linux", "amd64", "") + ","
                        + entry("6", "linux", "amd64", "") + "]}",
                MediaType.DOCKER_MANIFEST_LIST);
        assertThat(selected(index, "linux/amd64")).isEqualTo("5");
        assertThat(selected(index, "linux/arm64")).isEqualTo("4");
        assertThat(selected(index, "linux/arm/v7")).isEqualTo("3");
        assertThat(selected(index, "linux/arm/v6")).isEqualTo("2");
        assertThat(selected(index, "linux/arm/v5")).isEqualTo("none");
        assertThat(selected(index, "linux/s390x")).isEqualTo("none");
        assertThat(((Index) ImageDocument.parse(index.toBytes(), index.mediaType(), "x"))).isEqualTo(index);
    }

    private static String selected(Index index, String platform) {
        return index.select(Platform.parse(platform)).map(d -> d.digest().hex().substring(0, 1)).orElse("none");
    }

    private static String entry(String digit, String os, String architecture, String variant) {
        return "{\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\",\"digest\":\"sha256:" + digit.repeat(64)
                + "\",\"size\":1,\"platform\":{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\",\"variant\":\""
                        + variant + "\"}}";
    }

    @Test
    void a_configuration_keeps_dockers_own_fields() throws Exception {
        String text = """
                {"architecture":"arm","os":"linux","variant":"v7","created":"2024-01-02T03:04:05.6Z","author":"me",
                 "container_config":{"Tty":true},"docker_version":"1",
                 "config":{"User":"app:app","Env":["A=b"],"Entrypoint":["/run"],"Cmd":null,"WorkingDir":"/w","ExposedPorts":{"80/tcp":{}},
                           "Volumes":{"/data":{}},"Labels":{"l":"1"},"StopSignal":"SIGQUIT","Shell":["/bin/sh","-c"],"OnBuild":["RUN x"],
                           "Healthcheck":{"Test":["CMD","true"],"Retries":3}},
                 "rootfs":{"type":"layers","diff_ids":["%s"]},
                 "history":[{"created_by":"ADD x","comment":"c"},{"created_by":"CMD y","empty_layer":true}]}""".formatted(A);
        ImageConfig config = ImageConfig.parse(text.getBytes(StandardCharsets.UTF_8), "config");
        assertThat(config.platform()).hasToString("linux/arm/v7");
        assertThat(config.diffIds()).containsExactly(DiffId.parse(A));
        assertThat(config.history()).extracting(ImageConfig.History::emptyLayer).containsExactly(false, true);
        ContainerDefaults defaults = config.defaults();
        assertThat(defaults.entrypoint()).containsExactly("/run");
        assertThat(defaults.cmd()).isEmpty();
        assertThat(defaults.exposedPorts()).containsExactly("80/tcp");
        assertThat(defaults.volumes()).containsExactly("/data");
        assertThat(defaults.labels()).isEqualTo(Map.of("l", "1"));
        assertThat(defaults.healthcheck().orElseThrow().number("Retries")).isEqualTo(3);
        assertThat(defaults.onBuild()).isEqualTo(List.of("RUN x"));
        assertThat(config.fields()).containsKeys("container_config", "docker_version");
    }

    @Test
    void a_configuration_needs_its_diff_ids() {
        assertThatThrownBy(() -> ImageConfig.parse("{\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8), "config of x"))
                .hasMessage("config of x: \"rootfs\" is missing");
    }
}
