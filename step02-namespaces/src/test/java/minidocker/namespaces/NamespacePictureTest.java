package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import minidocker.syscall.Linux;
import org.junit.jupiter.api.Test;

class NamespacePictureTest {
    private final String word = UUID.randomUUID().toString();

    @Test
    void a_shared_namespace_is_one_box_and_separate_ones_are_two() {
        NamespacePicture shared = new NamespacePicture("a", "b", List.of(new NamespacePicture.Row("uts", "", word, word)));
        NamespacePicture own = new NamespacePicture("a", "b", List.of(new NamespacePicture.Row("uts", "", "1" + word, "2" + word)));

        assertThat(shared.toString()).containsOnlyOnce("<rect").containsOnlyOnce(word).contains("shared");
        assertThat(own.toString().split("<rect")).hasSize(3);
        assertThat(own.toString()).contains("1" + word, "2" + word).doesNotContain("shared");
        assertThat(shared.shared()).containsExactly("uts");
        assertThat(own.shared()).isEmpty();
    }

    @Test
    void a_kind_that_the_kernel_does_not_have_is_not_called_shared() {
        NamespacePicture none = new NamespacePicture("a", "b", List.of(new NamespacePicture.Row("time", "", null, null)));

        assertThat(none.shared()).isEmpty();
        assertThat(none.toString()).contains("this kernel has none");
    }

    @Test
    void words_are_words_and_no_markup() {
        assertThat(new NamespacePicture("<b>&", "b", List.of()).toString()).contains("&lt;b&gt;&amp;").doesNotContain("<b>");
    }

    @Test
    void a_process_shares_everything_with_itself() {
        NamespacePicture us = NamespacePicture.of(Linux.getpid(), Linux.getpid());

        assertThat(us.shared()).contains("mnt", "uts", "pid", "net");
        assertThat(us.toString()).contains(Namespace.UTS.inodeOf(Linux.getpid()));
    }
}
