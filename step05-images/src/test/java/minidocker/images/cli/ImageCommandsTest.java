package minidocker.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.images.Digest;
import minidocker.testing.registry.ImagesProgram;
import minidocker.testing.registry.ImagesProgram.Result;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCommandsTest {
    @TempDir
    Path home;
    private ImagesProgram program;
    private String id;

    @BeforeEach
    void importAnImage() throws Exception {
        program = new ImagesProgram(home);
        id = imported("one:1", "-c", "ENV COLOR=green", "-c", "LABEL kind=\"a test\"");
    }

    private String imported(String name, String... options) throws Exception {
        String[] arguments = Stream.of(Stream.of("import"), Stream.of(options), Stream.of("-", name)).flatMap(s -> s)
                .toArray(String[]::new);
        return program.ok(new TestTar().file("f", UUID.randomUUID().toString()).bytes(), arguments).out().strip();
    }

    @Test
    void images_has_dockers_columns() throws Exception {
        List<String> lines = program.ok("images").lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("REPOSITORY   TAG       IMAGE ID       CREATED +SIZE");
        assertThat(lines.get(1))
                .matches("one          1         " + id.substring(7, 19) + "   (Less than a|[0-9]+) seconds? ago +2.05kB");
        assertThat(program.ok("image", "ls", "-q").out()).isEqualTo(id.substring(7, 19) + "\n");
        assertThat(program.ok("image", "ls", "-q", "--no-trunc").out()).isEqualTo(id + "\n");
        assertThat(program.ok("images", "--format", "{{.Repository}}|{{.Digest}}").out()).isEqualTo("one|<none>\n");
        assertThat(program.ok("images", "--format", "{{json .}}").out())
                .contains("\"ID\":\"" + id.substring(7, 19) + "\"", "\"Size\":\"2.05kB\"");
    }

    @Test
    void filters_choose_images_and_names() throws Exception {
        imported("host:5000/two/three:x");
        program.ok("tag", "one:1", "alias");
        assertThat(program.ok("images", "one", "--format", "{{.Repository}}:{{.Tag}}").out()).isEqualTo("one:1\n");
        assertThat(program.ok("images", "--format", "{{.Repository}}", "-f", "reference=*/*/t*").out())
                .isEqualTo("host:5000/two/three\n");
        assertThat(program.ok("images", "-f", "label=kind=a test", "--format", "{{.Repository}}").lines())
                .containsExactlyInAnyOrder("one", "alias");
        assertThat(program.ok("images", "-q", "-f", "label=kind=other").out()).isEmpty();
        assertThat(program.ok("images", "-f", "since=one:1", "--format", "{{.Tag}}").out()).isEqualTo("x\n");
        assertThat(program.ok("images", "-f", "before=host:5000/two/three:x", "--format", "{{.Tag}}").lines())
                .containsExactlyInAnyOrder("1", "latest");
        assertThat(program.ok("images", "-q", "-f", "dangling=true").out()).isEmpty();
        assertThat(program.run("images", "-f", "colour=red").err()).startsWith("mini-docker: invalid filter 'colour'");
    }

    @Test
    void an_image_that_loses_its_name_to_another_stays_without_one_until_it_is_pruned() throws Exception {
        String other = imported("one:1");
        assertThat(program.ok("images", "--no-trunc", "--format", "{{.Repository}} {{.Tag}} {{.ID}}").lines())
                .containsExactlyInAnyOrder("one 1 " + other, "<none> <none> " + id);
        assertThat(program.ok("images", "-q", "--no-trunc", "-f", "dangling=true").out()).isEqualTo(id + "\n");
        assertThat(program.ok("image", "prune", "-f").lines()).startsWith("Deleted Images:", "deleted: " + id)
                .last().asString().startsWith("Total reclaimed space: ").isNotEqualTo("Total reclaimed space: 0B");
        assertThat(program.ok("images", "-q", "--no-trunc").out()).isEqualTo(other + "\n");
        assertThat(program.run("n\n".getBytes(StandardCharsets.UTF_8), "image", "prune", "-a").out()).endsWith("[y/N] ");
        program.ok("y\n".getBytes(StandardCharsets.UTF_8), "image", "prune", "-a");
        assertThat(program.ok("images", "-q").out()).isEmpty();
    }

    @Test
    void removing_by_name_untags_and_the_last_name_takes_the_image_along() throws Exception {
        program.ok("tag", "one:1", "two");
        assertThat(program.ok("rmi", "one:1").out()).isEqualTo("Untagged: one:1\n");
        assertThat(program.ok("rmi", "two").lines()).startsWith("Untagged: two:latest", "Deleted: " + id).hasSize(3);
        try (Stream<Path> blobs = Files.list(home.resolve("images/blobs/sha256")); Stream<Path> layers = Files.list(home.resolve("images/layers/sha256"))) {
            assertThat(blobs).isEmpty();
            assertThat(layers).isEmpty();
        }
    }

    @Test
    void removing_by_id_is_refused_when_several_repositories_have_the_image() throws Exception {
        program.ok("tag", "one:1", "two");
        Result refused = program.run("rmi", id.substring(7, 15));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("mini-docker: conflict: unable to delete " + id.substring(7, 19)
                + " (must be forced) - image is referenced in multiple repositories\n");
        assertThat(program.ok("rmi", id.substring(7, 15), "-f").lines())
                .startsWith("Untagged: one:1", "Untagged: two:latest", "Deleted: " + id);
    }

    @Test
    void what_is_not_there_is_named_and_the_rest_is_done() throws Exception {
        Result result = program.run("rmi", "nosuch", "one:1");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("mini-docker: No such image: nosuch:latest\n");
        assertThat(result.out()).contains("Untagged: one:1");
        assertThat(program.run("rmi", "-f", "nosuch").code()).isZero();
        assertThat(program.run("tag", "nosuch", "x").err()).isEqualTo("mini-docker: No such image: nosuch:latest\n");
        assertThat(program.run("inspect", "nosuch").out()).isEqualTo("[]\n");
    }

    @Test
    void inspect_shows_what_the_configuration_says() throws Exception {
        assertThat(program.ok("inspect", "-f", "{{.Id}} {{index .Config.Env 0}} {{.Config.Labels.kind}} {{len .RootFS.Layers}}",
                "one:1").out())
                .isEqualTo(id + " COLOR=green a test 1\n");
        assertThat(program.ok("image", "inspect", id.substring(0, 20)).out())
                .startsWith("[\n    {\n        \"Id\": \"" + id + "\"");
        assertThat(program.ok("inspect", "-f", "[{{.Config.StopSignal}}] {{json .Config.ExposedPorts}}", "one:1").out())
                .as("fields that the JSON leaves out while they are empty").isEqualTo("[] null\n");
        Result wrong = program.run("inspect", "-f", "{{.Nothing}}", "one:1");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("mini-docker: template parsing error: template: ");
    }

    @Test
    void what_an_image_does_not_say_is_empty_in_a_template_and_null_in_json_as_with_docker() throws Exception {
        String empty = imported("empty:1");
        for (String map : List.of("Volumes", "ExposedPorts", "Labels")) {
            assertThat(program.ok("inspect", "-f", "{{.Config." + map + "}} {{json .Config." + map + "}} {{len .Config." + map + "}}",
                    empty).out()).as(map).isEqualTo("map[] null 0\n");
        }
        for (String slice : List.of("Env", "Cmd", "Entrypoint", "OnBuild", "Shell")) {
            assertThat(program.ok("inspect", "-f", "{{.Config." + slice + "}} {{json .Config." + slice + "}}"
                    + "{{range .Config." + slice + "}}x{{end}}{{if .Config." + slice + "}}y{{end}}", empty).out())
                    .as(slice).isEqualTo("[] null\n");
        }
        assertThat(program.ok("inspect", "-f", "{{json .Config}}", empty).out())
                .contains("\"Volumes\":null", "\"Labels\":null", "\"Env\":null").doesNotContain("ExposedPorts", "Shell");
    }

    @Test
    void load_says_which_image_loses_its_name() throws Exception {
        Path archive = home.resolve("one.tar");
        program.ok("save", "-o", archive.toString(), "one:1");
        assertThat(program.ok("load", "-i", archive.toString()).out()).isEqualTo("Loaded image: one:1\n");
        String other = imported("one:1");
        assertThat(program.ok("load", "-i", archive.toString()).out()).isEqualTo("The image one:1 already exists, "
                + "renaming the old one with ID " + other + " to empty string\nLoaded image: one:1\n");
        assertThat(program.ok("images", "--no-trunc", "--format", "{{.Repository}} {{.Tag}} {{.ID}}").lines())
                .containsExactlyInAnyOrder("one 1 " + id, "<none> <none> " + other);
    }

    @Test
    void inspect_sorts_the_keys_of_maps_as_go_does() throws Exception {
        imported("ports:1", "-c", "EXPOSE 80 53/udp", "-c", "VOLUME /b /a", "-c", "LABEL z=1 k=2");
        assertThat(program.ok("inspect", "-f", "{{json .Config.ExposedPorts}} {{json .Config.Volumes}} {{json .Config.Labels}}",
                "ports:1").out()).isEqualTo("{\"53/udp\":{},\"80/tcp\":{}} {\"/a\":{},\"/b\":{}} {\"k\":\"2\",\"z\":\"1\"}\n");
    }

    @Test
    void info_names_the_storage_driver_in_dockers_words() throws Exception {
        List<String> lines = program.ok("info").lines();
        assertThat(lines).contains("Server:", " Images: 1", " OSType: linux", " Docker Root Dir: " + home)
                .anyMatch(line -> line.matches(" Storage Driver: (overlay2|vfs)"))
                .anyMatch(line -> line.matches(" Cgroup Version: [12]"))
                .anyMatch(line -> line.matches(" Total Memory: [0-9.]+[GM]iB"));
        assertThat(program.ok("info", "-f", "{{.Driver}} {{.Images}}").out()).matches("(overlay2|vfs) 1\n");
        assertThat(program.run("info", "-f", "{{.Nothing}}").code()).isEqualTo(1);
    }

    @Test
    void history_shows_steps_with_their_sizes() throws Exception {
        List<String> lines = program.ok("history", "one:1").lines();
        assertThat(lines.get(0)).matches("IMAGE +CREATED +CREATED BY +SIZE +COMMENT");
        assertThat(lines.get(1)).startsWith(id.substring(7, 19)).endsWith("2.05kB    Imported from -");
        assertThat(program.ok("history", "-H=false", "--format", "{{.Size}}", "one:1").out()).isEqualTo("2048\n");
    }

    @Test
    void a_saved_image_comes_back_as_the_same() throws Exception {
        program.ok("tag", "one:1", "host:5000/deep/name:t");
        Path archive = home.resolve("a.tar");
        program.ok("save", "-o", archive.toString(), "one:1", "host:5000/deep/name:t");
        assertThat(program.ok("save", "one:1", "host:5000/deep/name:t").code()).isZero();
        ImagesProgram other = new ImagesProgram(home.resolve("other"));
        assertThat(other.ok(Files.readAllBytes(archive), "load").lines())
                .containsExactly("Loaded image: one:1", "Loaded image: host:5000/deep/name:t");
        assertThat(other.ok("images", "-q", "--no-trunc", "one").out()).isEqualTo(id + "\n");
        Path again = home.resolve("b.tar");
        other.ok("save", "-o", again.toString(), "one:1", "host:5000/deep/name:t");
        assertThat(again).hasSameBinaryContentAs(archive);
        program.ok("save", "-o", archive.toString(), id);
        assertThat(other.ok("load", "-i", archive.toString()).out()).isEqualTo("Loaded image ID: " + id + "\n");
    }

    @Test
    void a_saved_image_is_read_by_skopeo_in_both_forms() throws Exception {
        Path archive = home.resolve("a.tar");
        program.ok("save", "-o", archive.toString(), "one:1");
        String layer = program.ok("inspect", "-f", "{{index .RootFS.Layers 0}}", "one:1").out().strip();
        for (String form : List.of("docker-archive:" + archive + ":one:1", "oci-archive:" + archive + ":1")) {
            assertThat(minidocker.testing.registry.DebianRegistry.skopeo("inspect", form)).contains(layer, "COLOR=green");
        }
        Path converted = home.resolve("skopeo.tar");
        minidocker.testing.registry.DebianRegistry.skopeo("copy", "docker-archive:" + archive + ":one:1", "docker-archive:"
                + converted + ":from/skopeo:2");
        program.ok("rmi", "one:1");
        assertThat(program.ok("load", "-i", converted.toString()).out()).isEqualTo("Loaded image: from/skopeo:2\n");
        assertThat(program.ok("images", "-q", "--no-trunc").out()).isEqualTo(id + "\n");
    }

    @Test
    void the_id_of_an_import_is_the_digest_of_its_configuration() throws Exception {
        assertThat(home.resolve("images/blobs/sha256").resolve(id.substring(7))).exists()
                .satisfies(file -> assertThat(Digest.of(Files.readAllBytes(file)).toString()).isEqualTo(id));
        assertThat(program.run("import", "-c", "FROM x", "-").err())
                .startsWith("mini-docker: FROM is not a valid change command");
    }
}
