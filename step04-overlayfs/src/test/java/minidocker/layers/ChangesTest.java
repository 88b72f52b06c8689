package minidocker.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs, read from folders in overlayfs' form without any mount. */
class ChangesTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Made bottom;
    private Made middle;
    private Made upper;

    @BeforeEach
    void make() {
        bottom = made("bottom");
        middle = made("middle");
        upper = made("upper");
        bottom.folder("etc").file("etc/a", "a").file("etc/b", "b").file("etc/c", "c").folder("var").folder("var/lib")
                .file("var/lib/x", "x").file("top", "top");
        middle.folder("etc").whiteout("etc/a").file("etc/m", "m");
    }

    private Made made(String name) {
        Made made = new Made(folder.resolve(name));
        open.add(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private List<String> changes() {
        try (Stack stack = Stack.of(upper.layer(), List.of(middle.layer(), bottom.layer()))) {
            return Comparison.changes(Node.root(stack.before()), Node.root(stack.now())).stream().map(Change::toString).toList();
        }
    }

    private List<String> notes() {
        try (Layer layer = upper.layer()) {
            return UpperNotes.changes(layer).stream().map(Change::toString).toList();
        }
    }

    @Test
    void nothing_in_the_upper_is_no_change() {
        assertThat(changes()).isEmpty();
        assertThat(notes()).isEmpty();
    }

    @Test
    void files_are_added_changed_and_deleted_and_their_folders_change() {
        upper.folder("etc").file("etc/new", "n").file("etc/b", "bb").whiteout("etc/c").whiteout("top").folder("made")
                .file("made/in", "");
        assertThat(changes()).containsExactly("C /etc", "C /etc/b", "D /etc/c", "A /etc/new", "A /made", "A /made/in", "D /top");
    }

    @Test
    void a_whiteout_of_what_is_not_there_is_no_change() {
        upper.folder("etc").whiteout("etc/a").whiteout("nothing");
        assertThat(changes()).isEmpty();
    }

    @Test
    void what_a_middle_layer_has_deleted_is_added_when_it_comes_again() {
        upper.folder("etc").file("etc/a", "again");
        assertThat(changes()).containsExactly("C /etc", "A /etc/a");
    }

    @Test
    void a_file_that_was_copied_up_and_not_changed_is_none() {
        bottom.time("etc/b", 1_000_000);
        upper.folder("etc").file("etc/b", "b").time("etc/b", 1_000_000);
        assertThat(changes()).isEmpty();
    }

    @Test
    void an_opaque_folder_hides_all_that_was_in_it() {
        upper.folder("etc").note("etc", "opaque", "y").file("etc/c", "cc").file("etc/d", "d");
        assertThat(changes()).containsExactly("C /etc", "D /etc/b", "C /etc/c", "A /etc/d", "D /etc/m");
        assertThat(notes()).containsExactly("A /etc", "A /etc/c", "A /etc/d");
    }

    @Test
    void a_renamed_folder_is_a_deletion_and_an_addition_of_all_that_is_in_it() {
        upper.whiteout("var").folder("moved").note("moved", "redirect", "/var").file("moved/new", "");
        assertThat(changes()).containsExactly("A /moved", "A /moved/lib", "A /moved/lib/x", "A /moved/new", "D /var");
    }

    @Test
    void a_folder_renamed_within_its_folder_has_only_the_old_name_for_a_note() {
        upper.folder("var").whiteout("var/lib").folder("var/bil").note("var/bil", "redirect", "lib");
        assertThat(changes()).containsExactly("C /var", "A /var/bil", "A /var/bil/x", "D /var/lib");
    }

    @Test
    void redirects_of_several_layers_follow_each_other() {
        middle.whiteout("var").folder("second").note("second", "redirect", "/var");
        upper.whiteout("second").folder("third").note("third", "redirect", "/second");
        assertThat(changes()).containsExactly("D /second", "A /third", "A /third/lib", "A /third/lib/x");
    }

    @Test
    void a_file_in_place_of_a_folder_and_a_folder_in_place_of_a_file() {
        upper.file("var", "").folder("top").file("top/in", "");
        assertThat(changes()).containsExactly("C /top", "A /top/in", "C /var", "D /var/lib");
    }

    @Test
    void a_whiteout_may_be_an_empty_file_with_a_note_where_no_device_can_be_made() {
        upper.folder("etc").note("etc", "opaque", "x").file("etc/b", "").note("etc/b", "whiteout", "y").file("etc/c", "");
        assertThat(changes()).containsExactly("C /etc", "D /etc/b", "C /etc/c");
        assertThat(notes()).contains("D /etc/b", "A /etc/c");
    }

    @Test
    void only_the_mode_of_a_folder() {
        upper.folder("etc");
        minidocker.syscall.LinuxFiles.chmod(upper.root(), "etc", 0700);
        assertThat(changes()).containsExactly("C /etc");
    }

    @Test
    void without_the_layers_the_notes_tell_what_was_copied_up() {
        upper.folder("etc").note("etc", "origin", "").file("etc/b", "bb").note("etc/b", "origin", "").file("etc/new", "")
                .whiteout("etc/c").folder("made");
        assertThat(notes()).containsExactly("C /etc", "C /etc/b", "D /etc/c", "A /etc/new", "A /made");
    }
}
