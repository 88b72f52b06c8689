package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import minidocker.engine.Refusal;
import minidocker.images.ImageReference;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files in and out of containers, those that run and those that do not. */
class ContainerTreeTest {
    private final String word = UUID.randomUUID().toString();
    private EngineHome home;

    @BeforeEach
    void open() {
        Needs.root();
        home = new EngineHome();
    }

    @AfterEach
    void close() {
        if (home != null) {
            home.close();
        }
    }

    private void put(Container container, String path, String name, String content) throws IOException {
        try (ContainerTree tree = home.engine.files(container)) {
            tree.write(path, Archives.of(name, content), false);
        }
    }

    private Map<String, String> get(Container container, String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContainerTree tree = home.engine.files(container)) {
            tree.read(path, out);
        }
        return Archives.read(out.toByteArray());
    }

    @Test
    void a_file_goes_into_a_container_that_never_ran_and_comes_out_after_its_run() throws IOException {
        Container container = home.create(Map.of(), "sh", "-c", "cp /tmp/in /out");
        put(container, "/tmp", "in", word);
        home.engine.start(container);
        assertThat(EngineHome.exitCode(container)).isZero();
        assertThat(get(container, "/out")).containsOnly(Map.entry("out", word));
        assertThat(get(container, "/tmp")).containsOnlyKeys("tmp/", "tmp/in");
    }

    @Test
    void a_file_goes_into_a_container_that_runs() throws IOException {
        Container container = home.start("sh", "-c", "while [ ! -e /tmp/in ]; do sleep 0.1; done; cat /tmp/in");
        put(container, "/tmp", "in", word);
        assertThat(EngineHome.exitCode(container)).isZero();
        assertThat(EngineHome.output(container)).isEqualTo(word);
    }

    @Test
    void a_link_in_a_container_does_not_lead_to_the_host() throws IOException {
        Path outside = TestHome.temporary();
        Files.writeString(outside.resolve("secret"), word);
        Container container = home.start("sh", "-c", "mkdir -p " + outside + "; echo mine > " + outside + "/secret; ln -s " + outside
                + " /door; ln -s ../../../../../../../../../.." + outside + " /back; echo ready; sleep 1000");
        EngineHome.awaitOutput(container, "ready");
        assertThat(get(container, "/door/secret")).containsOnly(Map.entry("secret", "mine\n"));
        assertThat(get(container, "/back/secret")).containsOnly(Map.entry("secret", "mine\n"));
        put(container, "/door", "planted", word);
        assertThat(outside.resolve("planted")).doesNotExist();
        assertThat(get(container, outside + "/planted")).containsOnly(Map.entry("planted", word));
    }

    @Test
    void an_archive_that_wants_out_is_refused() throws IOException {
        Container container = home.create(Map.of(), "true");
        assertThatThrownBy(() -> put(container, "/tmp", "../../escaped", word)).isInstanceOf(Refusal.class);
        assertThat(home.engine.changes(container)).noneMatch(change -> change.path().contains("escaped"));
    }

    @Test
    void a_name_like_a_whiteout_is_a_name_like_any_other() throws IOException {
        Container container = home.create(Map.of(), "true");
        put(container, "/tmp", ".wh.file", word);
        assertThat(get(container, "/tmp/.wh.file")).containsOnly(Map.entry(".wh.file", word));
    }

    @Test
    void what_is_not_there_and_what_is_no_folder_is_said_in_dockers_words() throws IOException {
        Container container = home.create(Map.of(), "true");
        assertThatThrownBy(() -> get(container, "/nowhere/f")).isInstanceOf(Refusal.class)
                .hasMessage("Could not find the file /nowhere/f in container " + container.name());
        put(container, "/tmp", "f", word);
        assertThatThrownBy(() -> put(container, "/tmp/f", "g", word)).isInstanceOf(Refusal.class)
                .hasMessage("extraction point is not a directory");
    }

    @Test
    void stat_tells_where_a_link_leads() throws IOException {
        Container container = home.run("ln", "-s", "../etc/passwd", "/tmp/link");
        try (ContainerTree tree = home.engine.files(container)) {
            ContainerTree.FileStat stat = tree.stat("/tmp/link");
            assertThat(stat.linkTarget()).isEqualTo("/etc/passwd");
            assertThat(stat.mode() & 0x0800_0000L).as("Go's bit of a link").isNotZero();
        }
    }

    @Test
    void a_folder_of_the_host_is_copied_from_a_container_that_does_not_run() throws IOException {
        Path folder = TestHome.temporary();
        Files.writeString(folder.resolve("f"), word);
        Container container = home.create(Map.of("HostConfig", Map.of("Binds", List.of(folder + ":/shared:ro"))), "true");
        assertThat(get(container, "/shared/f")).containsOnly(Map.entry("f", word));
        assertThatThrownBy(() -> put(container, "/shared", "g", word)).isInstanceOf(Refusal.class)
                .hasMessage("mounted volume is marked read-only");
    }

    @Test
    void export_has_the_containers_files_and_nothing_that_is_mounted() throws IOException {
        Path folder = TestHome.temporary();
        Files.writeString(folder.resolve("f"), word);
        Container container = home.start(Map.of("HostConfig", Map.of("Binds", List.of(folder + ":/shared"))), "sh", "-c",
                "echo " + word + " > /own; echo ready; sleep 1000");
        EngineHome.awaitOutput(container, "ready");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContainerTree tree = home.engine.files(container)) {
            tree.export(out);
        }
        Map<String, String> files = Archives.read(out.toByteArray());
        assertThat(files).containsEntry("own", word + "\n").containsKeys("proc/", "shared/", "etc/hosts")
                .doesNotContainKeys("shared/f", "proc/1/", "proc/version");
        assertThat(files.get("etc/hosts")).isEmpty();
    }

    @Test
    void diff_shows_what_the_container_did_and_not_what_the_engine_mounted() throws IOException {
        Container container = home.run("sh", "-c", "echo x > /new; rm /etc/group");
        assertThat(home.engine.changes(container)).extracting(Object::toString).containsExactlyInAnyOrder("A /new", "C /etc",
                "D /etc/group");
    }

    @Test
    void an_image_of_a_container_has_what_it_changed() throws IOException {
        Container container = home.run("sh", "-c", "echo " + word + " > /kept; rm /etc/group");
        ImageReference name = ImageReference.parse("made-" + word + ":1");
        home.engine.commit(container, new Commit(Optional.of(name), "me", "why not", List.of("CMD [\"cat\", \"/kept\"]")));
        ContainerConfig config = ContainerConfig.read(new minidocker.json.JsonObject(Map.of("Image", name.familiar()), "test"));
        Container next = home.engine.containers().find(home.engine.create("", config).id().hex());
        home.engine.start(next);
        assertThat(EngineHome.exitCode(next)).isZero();
        EngineHome.awaitOutput(next, word);
        assertThat(next.config().cmd()).containsExactly("cat", "/kept");
        assertThatThrownBy(() -> get(next, "/etc/group")).isInstanceOf(Refusal.class);
    }

    @Test
    void a_new_volume_begins_with_what_the_image_has_there_and_outlives_a_run() throws IOException {
        Container container = home.run(Map.of("Volumes", Map.of("/etc", Map.of())), "sh", "-c",
                "test -s /etc/passwd && echo line >> /etc/kept; cat /etc/kept");
        home.engine.start(container);
        EngineHome.exitCode(container);
        EngineHome.awaitOutput(container, "line\nline\nline\n");
        assertThat(home.engine.changes(container)).isEmpty();
        assertThat(home.engine.mounts(container)).hasSize(1);
    }
}
