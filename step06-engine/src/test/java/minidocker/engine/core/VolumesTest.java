package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import minidocker.engine.Refusal;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeRequest;
import minidocker.images.ImageReference;
import minidocker.json.JsonObject;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volumes in containers. */
class VolumesTest {
    private static final String CAPABILITY = "security.capability";
    /** {@code struct vfs_cap_data} of version 2 with CAP_NET_RAW permitted and effective, see capabilities(7). */
    private static final byte[] NET_RAW = {1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

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

    private static Map<String, Object> host(Object... fields) {
        Map<String, Object> host = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            host.put((String) fields[i], fields[i + 1]);
        }
        return Map.of("HostConfig", host);
    }

    private static Map<String, Object> binds(String... binds) {
        return host("Binds", List.of(binds));
    }

    private Path data(String volume) {
        return home.engine.volumes().find(volume).data();
    }

    private List<String> volumes() {
        return home.engine.volumes().all().stream().map(Volume::name).toList();
    }

    /** An image with what a script has made. */
    private String image(String script) throws IOException {
        return image(home.run("sh", "-c", script));
    }

    private String image(Container container) throws IOException {
        assertThat(EngineHome.exitCode(container)).isZero();
        ImageReference name = ImageReference.parse("made-" + UUID.randomUUID() + ":1");
        home.engine.commit(container, new Commit(Optional.of(name), "", "", List.of()));
        return name.familiar();
    }

    private Container run(String image, Map<String, Object> more, String... command) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>(more);
        fields.put("Image", image);
        fields.put("Cmd", List.of(command));
        ContainerConfig config = ContainerConfig.read(new JsonObject(fields, "test"));
        Container container = home.engine.containers().find(home.engine.create("", config).id().hex());
        home.engine.start(container);
        EngineHome.exitCode(container);
        return container;
    }

    @Test
    void a_volume_begins_with_what_the_image_has_there_and_that_as_it_is() throws IOException {
        Container maker = home.run("sh", "-c", "mkdir -m 1770 /data; mkdir -m 700 /data/inner; echo " + word + " > /data/inner/f; "
                + "ln /data/inner/f /data/second; ln -s /nowhere/at/all /data/link; chown 12:34 /data/inner/f; chmod 4640 /data/inner/f; "
                + "chown 56:78 /data");
        int made = Tree.open(ContainerPaths.upper(maker.folder()).resolve("data"));
        try {
            LinuxFiles.setXattr(made, "inner/f", CAPABILITY, NET_RAW);
        } finally {
            Linux.close(made);
        }
        run(image(maker), binds("vol:/data:ro"), "true");
        Path data = data("vol");
        int folder = Tree.open(data);
        try {
            assertThat(LinuxFiles.stat(folder, "")).matches(stat -> stat.uid() == 56 && stat.gid() == 78 && stat.permissions() == 01770);
            assertThat(LinuxFiles.stat(folder, "inner").permissions()).isEqualTo(0700);
            assertThat(LinuxFiles.stat(folder, "inner/f")).matches(stat -> stat.uid() == 12 && stat.gid() == 34
                    && stat.permissions() == 04640 && stat.isSameFile(LinuxFiles.stat(folder, "second")));
            assertThat(LinuxFiles.getXattr(folder, "inner/f", CAPABILITY)).isEqualTo(NET_RAW);
        } finally {
            Linux.close(folder);
        }
        assertThat(data.resolve("second")).hasContent(word + "\n");
        assertThat(Files.readSymbolicLink(data.resolve("link"))).hasToString("/nowhere/at/all");
    }

    @Test
    void it_stays_empty_if_nothing_is_to_be_copied_and_as_it_is_if_something_is_in_it() throws IOException {
        String image = image("mkdir /data; echo " + word + " > /data/f");
        run(image, binds("empty:/data:nocopy"), "true");
        assertThat(data("empty")).isEmptyDirectory();
        Files.writeString(data("empty").resolve("mine"), "");
        run(image, binds("empty:/data"), "true");
        assertThat(data("empty").toFile().list()).containsExactly("mine");
    }

    @Test
    void a_volume_that_another_container_looks_at_is_filled_where_it_is() throws IOException {
        Container watcher = home.start(binds("both:/seen"), "sh", "-c", "echo ready; while [ ! -e /seen/f ]; do sleep 0.1; done; cat /seen/f");
        EngineHome.awaitOutput(watcher, "ready");
        run(image("mkdir /data; echo " + word + " > /data/f"), binds("both:/data"), "true");
        EngineHome.awaitOutput(watcher, word);
    }

    @Test
    void what_one_container_writes_another_reads_and_who_may_only_read_cannot_write() throws IOException {
        home.run(binds("shared:/out"), "sh", "-c", "echo " + word + " > /out/f");
        Container reader = home.run(binds("shared:/in:ro"), "sh", "-c", "cat /in/f; touch /in/g 2>/dev/null || echo refused");
        assertThat(EngineHome.output(reader)).isEqualTo(word + "\nrefused\n");
        assertThat(data("shared").toFile().list()).containsExactly("f");
    }

    @Test
    void a_volume_without_a_name_goes_with_its_container_only_if_that_is_asked_for() throws IOException {
        Container one = home.run(Map.of("Volumes", Map.of("/x", Map.of())), "true");
        Container other = home.run(Map.of("Volumes", Map.of("/x", Map.of()), "HostConfig", Map.of("Binds", List.of("kept:/y"))), "true");
        String left = one.ownVolumes().get(0);
        home.engine.remove(one, false, false);
        home.engine.remove(other, false, true);
        assertThat(volumes()).containsExactlyInAnyOrder(left, "kept");
        assertThat(home.engine.volumes().find(left).isAnonymous()).isTrue();
    }

    @Test
    void it_goes_with_a_container_that_is_removed_when_it_ends() throws IOException {
        home.start(Map.of("Volumes", Map.of("/x", Map.of()), "HostConfig", Map.of("AutoRemove", true, "Binds", List.of("kept:/y"))),
                "true");
        Eventually.holds(() -> volumes().equals(List.of("kept")) && home.engine.containers().all().isEmpty(), () -> volumes().toString());
    }

    @Test
    void another_containers_volumes_can_be_taken_over_and_stay_as_long_as_one_uses_them() throws IOException {
        Container first = home.run(Map.of("Volumes", Map.of("/own", Map.of())), "sh", "-c", "echo " + word + " > /own/f");
        String volume = first.ownVolumes().get(0);
        Container second = home.run(host("VolumesFrom", List.of(first.name() + ":ro")), "sh", "-c", "cat /own/f; touch /own/g 2>/dev/null");
        assertThat(EngineHome.output(second)).startsWith(word);
        assertThat(home.engine.mounts(second)).hasSize(1).first().matches(mount -> mount.get("RW").equals(false)
                && mount.get("Name").equals(volume));
        home.engine.remove(first, false, true);
        assertThat(data(volume).toFile().list()).containsExactly("f");
        assertThatThrownBy(() -> home.engine.volumes().remove(volume)).isInstanceOf(Refusal.class).hasMessageContaining("volume is in use");
        home.engine.remove(second, false, true);
        assertThat(volumes()).isEmpty();
    }

    @Test
    void a_container_that_is_refused_leaves_no_volume_behind() {
        Map<String, Object> volumes = new LinkedHashMap<>();
        volumes.put("/first", Map.of());
        volumes.put("/etc/passwd", Map.of());
        assertThatThrownBy(() -> home.create(Map.of("Volumes", volumes), "true")).isInstanceOf(Refusal.class)
                .hasMessage("cannot mount volume over existing file, file exists /etc/passwd");
        assertThatThrownBy(() -> home.create(Map.of("Volumes", Map.of("/x", Map.of()), "HostConfig", Map.of("Binds", List.of("a:/y"))),
                "true")).isInstanceOf(Refusal.class).hasMessageContaining("volume name is too short");
        assertThat(volumes()).isEmpty();
        assertThat(home.home.data().resolve("containers")).isEmptyDirectory();
    }

    @Test
    void what_was_made_for_a_container_that_never_came_to_be_goes_with_the_next_engine() throws IOException {
        Container whole = home.run(Map.of("Volumes", Map.of("/x", Map.of())), "true");
        Container removed = home.run(Map.of("Volumes", Map.of("/x", Map.of())), "true");
        Volume half = home.engine.volumes().create(VolumeRequest.named(""));
        // As a killed engine leaves them: one in the middle of its creation, one in the middle of its removal.
        Path folder = Files.createDirectory(home.engine.paths().folder(ContainerId.random()));
        Files.write(ContainerPaths.ownVolumes(folder), List.of(half.name(), whole.ownVolumes().get(0)));
        Files.move(removed.folder(), home.engine.paths().removed(removed.id(), true));
        home.replaceEngine();
        assertThat(volumes()).isEqualTo(whole.ownVolumes());
        Eventually.holds(() -> Files.notExists(folder), () -> folder + " to be gone");
        home.engine.start(home.again(whole));
        assertThat(EngineHome.exitCode(home.again(whole))).isZero();
    }

    @Test
    void an_engine_that_is_killed_leaves_volumes_and_their_users_as_they_were() throws IOException {
        home.close();
        home = new EngineHome(processes -> { }, EngineHome.config(binds("lasting:/v"), "sh", "-c",
                "echo " + word + " > /v/f; echo ready; sleep 1000"));
        EngineHome.awaitOutput(home.only(), "ready");
        assertThat(data("lasting").resolve("f")).hasContent(word + "\n");
        assertThatThrownBy(() -> home.engine.volumes().remove("lasting")).isInstanceOf(Refusal.class)
                .hasMessage("remove lasting: volume is in use - [" + home.only().id() + "]");
    }

    @Test
    void files_are_copied_into_a_volume_and_out_of_it_while_no_container_runs() throws IOException {
        Container container = home.create(binds("vol:/v"), "true");
        try (ContainerTree tree = home.engine.files(container)) {
            tree.write("/v", Archives.of("in", word), false);
        }
        assertThat(data("vol").resolve("in")).hasContent(word);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContainerTree tree = home.engine.files(container)) {
            tree.read("/v/in", out);
        }
        assertThat(Archives.read(out.toByteArray())).containsOnly(Map.entry("in", word));
    }

    @Test
    void a_volume_is_no_part_of_what_diff_commit_and_export_show() throws IOException {
        Container container = home.run(binds("vol:/v"), "sh", "-c", "echo " + word + " > /v/f; echo x > /own");
        assertThat(home.engine.changes(container)).extracting(Object::toString).containsExactlyInAnyOrder("A /own", "A /v");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContainerTree tree = home.engine.files(container)) {
            tree.export(out);
        }
        assertThat(Archives.read(out.toByteArray())).containsKeys("own", "v/").doesNotContainKey("v/f");
        assertThat(EngineHome.output(run(image(container), Map.of(), "sh", "-c", "ls /v; cat /own"))).isEqualTo("x\n");
    }

    @Test
    void a_filesystem_of_a_volume_is_the_same_for_all_who_run_and_new_for_who_comes_later() throws IOException {
        home.engine.create(new VolumeRequest("memory", "", Map.of(), Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m,mode=0700")));
        Container first = home.start(binds("memory:/one"), "sh", "-c",
                "grep ' /one tmpfs ' /proc/mounts; echo " + word + " > /one/f; echo ready; while [ ! -e /one/go ]; do sleep 0.1; done");
        EngineHome.awaitOutput(first, "ready");
        assertThat(EngineHome.output(first)).contains("size=1024k,mode=700");
        Container second = home.run(binds("memory:/two:ro"), "sh", "-c", "cat /two/f; touch /two/g 2>/dev/null || echo refused");
        assertThat(EngineHome.output(second)).isEqualTo(word + "\nrefused\n");
        assertThat(EngineHome.exitCode(home.run(binds("memory:/three"), "touch", "/three/go"))).isZero();
        assertThat(EngineHome.exitCode(first)).isZero();
        assertThat(EngineHome.output(home.run(binds("memory:/two"), "sh", "-c", "ls -A /two"))).isEmpty();
        assertThat(data("memory")).as("nothing is mounted on the host").isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.home.data().toString());
    }

    @Test
    void a_volume_can_be_another_folder_of_the_host() throws IOException {
        Path folder = TestHome.temporary();
        home.engine.create(new VolumeRequest("other", "", Map.of(), Map.of("type", "none", "device", folder.toString(), "o", "bind")));
        home.run(binds("other:/v"), "sh", "-c", "echo " + word + " > /v/f");
        assertThat(folder.resolve("f")).hasContent(word + "\n");
        Files.delete(folder.resolve("f"));
        Files.delete(folder);
        assertThatThrownBy(() -> home.run(binds("other:/v"), "true")).isInstanceOf(Refusal.class).hasMessage(
                "error while mounting volume '" + data("other") + "': failed to mount local volume: mount " + folder + ":" + data("other")
                        + ", flags: 0x1000: no such file or directory");
    }

    private Map<String, Object> part(String subpath) {
        return host("Mounts", List.of(Map.of("Type", "volume", "Source", "whole", "Target", "/part", "VolumeOptions",
                Map.of("Subpath", subpath))));
    }

    @Test
    void a_part_of_a_volume_is_mounted_and_no_link_in_it_leads_elsewhere() throws IOException {
        Path secret = TestHome.temporary();
        Files.writeString(secret.resolve("f"), word);
        home.run(binds("whole:/v"), "sh", "-c", "mkdir -p /v/a/b; echo inside > /v/a/b/f; ln -s " + secret + " /v/out; "
                + "ln -s ../../../../../../../../../.." + secret + " /v/a/up; ln -s /a/b /v/in");
        assertThat(EngineHome.output(home.run(part("a/b"), "cat", "/part/f"))).isEqualTo("inside\n");
        assertThat(EngineHome.output(home.run(part("a/b/f"), "cat", "/part"))).isEqualTo("inside\n");
        assertThat(EngineHome.output(home.run(part("in"), "cat", "/part/f"))).as("a link means what it means in the volume")
                .isEqualTo("inside\n");
        for (String link : List.of("out", "a/up", "out/f", "none")) {
            assertThatThrownBy(() -> home.run(part(link), "cat", "/part/f")).isInstanceOf(Refusal.class)
                    .hasMessageContaining("cannot access path").hasMessageContaining("ENOENT");
        }
    }

    @Test
    void links_in_an_image_do_not_lead_a_mount_out_of_the_container() throws IOException {
        Path outside = TestHome.temporary();
        Files.writeString(outside.resolve("f"), "the host's");
        Path source = Files.createDirectory(TestHome.temporary().resolve("source"));
        Files.writeString(source.resolve("f"), word);
        String up = "../../../../../../../../../..";
        String image = image("mkdir -p " + outside + " /deep; ln -s " + outside + " /absolute; ln -s " + up + outside + " /deep/upwards; "
                + "ln -s " + up + outside.getParent() + " /parent; ln -s / /root; ln -s " + outside + "/none /dangling");
        for (String target : List.of("/absolute", "/deep/upwards", "/parent/" + outside.getFileName(), "/deep/../absolute")) {
            Container container = run(image, binds(source + ":" + target), "sh", "-c", "cat " + outside + "/f; echo x > " + outside + "/g");
            assertThat(EngineHome.output(container)).as(target).isEqualTo(word);
            assertThat(Files.deleteIfExists(source.resolve("g"))).as(target).isTrue();
            assertThat(EngineHome.output(run(image, binds("vol-" + target.hashCode() + ":" + target), "ls", "-A", outside.toString())))
                    .as(target).isEmpty();
        }
        for (String target : List.of("/root", "/dangling")) {
            try {
                run(image, binds(source + ":" + target), "true");
            } catch (Refusal asGood) {
                // Nothing was mounted, then.
            }
        }
        assertThat(outside.toFile().list()).containsExactly("f");
        assertThat(outside.resolve("f")).hasContent("the host's");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(source.toString());
    }

    @Test
    void where_a_link_of_the_image_leads_to_nothing_a_place_is_made_in_the_container() throws IOException {
        Path outside = TestHome.temporary();
        Path file = Files.writeString(TestHome.temporary().resolve("file"), word);
        Path source = TestHome.temporary();
        Files.writeString(source.resolve("f"), word);
        String up = "../../../../../../../../../..";
        String image = image("mkdir /deep; ln -s /made/data /absolute; ln -s data2/x /relative; ln -s " + up + outside
                + "/a /deep/upwards; ln -s " + outside + "/b /outside; ln -s /chain2 /chain; ln -s deep/../made/c /chain2; ln -s "
                + "/run/late /late; ln -s /circle /circle; ln -s /proc/none /kernel");
        Map<String, String> places = new LinkedHashMap<>(Map.of("/absolute", "/made/data", "/absolute/x/y", "/made/data/x/y",
                "/relative", "/data2/x", "/deep/upwards", outside + "/a", "/outside/b", outside + "/b/b", "/chain/z", "/made/c/z",
                "/late/x", "/run/late/x"));
        places.forEach((destination, place) -> {
            try {
                String look = "cat " + place + "/f; cut -d' ' -f5 /proc/self/mountinfo | grep -x " + place;
                assertThat(EngineHome.output(run(image, host("Binds", List.of(source + ":" + destination), "Tmpfs", Map.of("/run", "")),
                        "sh", "-c", look))).as(destination).isEqualTo(word + place + "\n");
                assertThat(EngineHome.output(run(image, host("Binds", List.of("v" + destination.hashCode() + ":" + destination,
                        file + ":/relative/file")), "sh", "-c", "cat /data2/x/file; touch " + place + "/g")))
                        .as(destination).isEqualTo(word);
                assertThat(data("v" + destination.hashCode())).isDirectoryContaining("glob:**/g");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(outside).isEmptyDirectory();
        for (String nowhere : List.of("/circle", "/circle/x")) {
            assertThatThrownBy(() -> run(image, binds(source + ":" + nowhere), "true")).as(nowhere).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> run(image, binds(source + ":/kernel"), "true")).isInstanceOf(Refusal.class)
                .hasMessageContaining("\"/proc/none\" cannot be mounted because it is inside /proc");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(source.toString());
    }

    @Test
    void nor_do_links_that_another_container_changes_meanwhile() throws IOException {
        Path outside = TestHome.temporary();
        Files.writeString(outside.resolve("f"), word);
        String up = "../../../../../../../../../..";
        Container attacker = home.start(binds("common:/a"), "sh", "-c", "mkdir /a/sub; echo ready; while :; do for to in / /proc " + outside
                + " " + up + outside + "; do rmdir /a/sub; ln -s $to /a/sub; rm /a/sub; mkdir /a/sub; done; done 2>/dev/null");
        EngineHome.awaitOutput(attacker, "ready");
        for (int i = 0; i < 10; i++) {
            Container victim = home.create(binds("common:/a", "inner:/a/sub"), "sh", "-c", "touch /a/sub/mark; echo mark > " + outside + "/g");
            try {
                home.engine.start(victim);
                EngineHome.exitCode(victim);
            } catch (Refusal nothingToMountOnAtThatMoment) {
                assertThat(nothingToMountOnAtThatMoment).hasMessageContaining("move_mount");
            }
        }
        assertThat(outside.toFile().list()).containsExactly("f");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.home.data().toString());
        assertThat(EngineHome.output(home.run(binds("inner:/v"), "sh", "-c", "ls /v | grep -v -e mark -e '^g$'"))).isEmpty();
    }

    @Test
    void what_is_mounted_read_only_cannot_be_written() throws IOException {
        Path folder = TestHome.temporary();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Container container = home.run(host("Mounts", List.of(Map.of("Type", "bind", "Source", folder.toString(), "Target", "/b",
                "ReadOnly", true))), "sh", "-c", "touch /b/f 2>/dev/null || echo refused");
        assertThat(EngineHome.output(container)).isEqualTo("refused\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void everybody_hears_of_volumes() throws IOException {
        Container container = home.run(binds("heard:/v"), "true");
        home.engine.remove(container, false, true);
        home.engine.volumes().remove("heard");
        assertThat(home.engine.events().since(java.time.Instant.EPOCH)).filteredOn(event -> !event.type().equals("network"))
                .extracting(event -> event.type() + " " + event.action())
                .containsExactly("volume create", "container create", "volume mount", "container start", "container die", "volume unmount",
                        "container destroy", "volume destroy");
    }
}
