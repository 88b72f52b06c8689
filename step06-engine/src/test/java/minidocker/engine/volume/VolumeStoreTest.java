package minidocker.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeStoreTest {
    private final String word = UUID.randomUUID().toString();
    private final List<String> heard = new ArrayList<>();
    private Path folder;
    private VolumeStore store;

    @BeforeEach
    void open() throws IOException {
        folder = TestHome.temporary().resolve("volumes");
        store = reopened();
    }

    private VolumeStore reopened() throws IOException {
        return VolumeStore.open(folder, (action, volume) -> heard.add(action + " " + volume.name()));
    }

    @Test
    void a_volume_is_the_same_for_the_next_engine() throws IOException {
        Volume volume = store.create(new VolumeRequest(word, "local", Map.of("a", "b"), Map.of("type", "tmpfs", "device", "tmpfs")));
        assertThat(reopened().find(word)).isEqualTo(volume);
        assertThat(volume.json()).containsEntry("Labels", Map.of("a", "b")).containsEntry("Driver", "local")
                .containsEntry("Mountpoint", folder.resolve(word).resolve("_data").toString());
        assertThat(heard).containsExactly("create " + word);
    }

    @Test
    void to_make_one_that_is_there_gives_that_one() throws IOException {
        Volume volume = store.create(VolumeRequest.named(word));
        Files.writeString(volume.data().resolve("f"), word);
        assertThat(store.create(new VolumeRequest(word, "", Map.of("new", "label"), Map.of()))).isEqualTo(volume);
        assertThat(volume.data().resolve("f")).hasContent(word);
        assertThat(heard).hasSize(1);
    }

    @Test
    void one_that_nobody_names_has_a_name_of_its_own_and_says_so() throws IOException {
        Volume one = store.create(VolumeRequest.named(""));
        Volume other = store.create(VolumeRequest.named(""));
        assertThat(one.name()).matches("[0-9a-f]{64}").isNotEqualTo(other.name());
        assertThat(one.isAnonymous()).isTrue();
        assertThat(reopened().find(one.name()).isAnonymous()).isTrue();
    }

    @Test
    void nobody_removes_one_that_is_used() throws IOException {
        store.take(VolumeRequest.named(word), "c1");
        store.take(VolumeRequest.named(word), "c2");
        assertThatThrownBy(() -> store.remove(word)).isInstanceOf(Refusal.class)
                .hasMessage("remove " + word + ": volume is in use - [c1, c2]")
                .matches(refusal -> ((Refusal) refusal).kind() == Kind.CONFLICT);
        store.release("c1");
        assertThat(store.removeUnused(List.of(word, "none"))).isEmpty();
        store.release("c2");
        assertThat(store.removeUnused(List.of(word, "none"))).containsExactly(word);
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> store.find(word)).isInstanceOf(Refusal.class).hasMessage("get " + word + ": no such volume");
        assertThat(heard).containsExactly("create " + word, "destroy " + word);
    }

    @Test
    void what_an_engine_left_half_made_or_half_removed_goes() throws IOException {
        store.create(VolumeRequest.named(word));
        Files.createDirectories(folder.resolve(".new-x/_data/deep"));
        Files.writeString(Files.createDirectories(folder.resolve(".removed-x/_data")).resolve("f"), word);
        Files.createDirectories(folder.resolve(word).resolve("_new/half"));
        assertThat(reopened().all()).extracting(Volume::name).containsExactly(word);
        assertThat(folder.toFile().list()).containsExactly(word);
        assertThat(folder.resolve(word).toFile().list()).containsExactlyInAnyOrder("_data", "volume.json");
    }

    @Test
    void one_whose_description_is_broken_is_a_volume_all_the_same() throws IOException {
        Volume volume = store.create(VolumeRequest.named(word));
        Files.writeString(volume.data().resolve("f"), word);
        Files.writeString(volume.folder().resolve("volume.json"), "{");
        assertThat(reopened().find(word).data().resolve("f")).hasContent(word);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "a, volume name is too short, 'names should be at least two alphanumeric characters'",
        "'a b', '\"a b\" includes invalid characters for a local volume name', 'only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                + "If you intended to pass a host directory, use absolute path'",
        "../x, '\"../x\" includes invalid characters for a local volume name', 'only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                + "If you intended to pass a host directory, use absolute path'"})
    void a_name_is_checked_in_dockers_words(String name, String why, String hint) {
        assertThatThrownBy(() -> store.create(VolumeRequest.named(name))).isInstanceOf(Refusal.class)
                .hasMessage("create " + name + ": " + why + ", " + hint);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {"foo, 'invalid option: \"foo\"'", "type, 'missing required option: \"device\"'",
        "device, 'missing required option: \"type\"'", "o, 'missing required option: \"device\"'",
        "size, quota size requested but no quota support"})
    void options_are_checked_in_dockers_words(String option, String why) {
        assertThatThrownBy(() -> store.create(new VolumeRequest("ab", "", Map.of(), Map.of(option, "x")))).isInstanceOf(Refusal.class)
                .hasMessage("create ab: " + why);
    }

    @Test
    void there_is_no_other_driver() {
        assertThatThrownBy(() -> store.create(new VolumeRequest("ab", "nfs2", Map.of(), Map.of()))).isInstanceOf(Refusal.class)
                .hasMessage("create ab: error looking up volume plugin nfs2: plugin \"nfs2\" not found");
    }
}
