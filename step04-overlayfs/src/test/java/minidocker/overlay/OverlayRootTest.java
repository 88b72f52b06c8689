package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;

class OverlayRootTest {
    private static final int PAGE = 4096;

    private static OverlayRoot root(int layers, boolean inUserNamespace) {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            paths.add(Path.of("/a,b:c\\d e/" + "x".repeat(200) + i));
        }
        return new OverlayRoot(Path.of("/home/id"), paths, Path.of("/home/id/upper"), inUserNamespace);
    }

    @Test
    void the_last_layer_is_on_top_and_so_the_first_of_the_option() {
        assertThat(root(3, false).options()).startsWith("lowerdir=2:1:0,upperdir=upper,workdir=work,");
    }

    @Test
    void all_the_layers_that_overlayfs_takes_fit_a_page_whatever_their_paths_are() {
        assertThat(root(OverlayRoot.MOST_LAYERS, true).options().length()).isLessThan(PAGE);
    }

    @Test
    void more_layers_than_that_are_refused() {
        assertThatThrownBy(() -> root(501, false)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("500");
        assertThatThrownBy(() -> root(0, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_upper_made_in_it_stands_for_itself() {
        assertThat(root(1, false).options()).contains("metacopy=off", "redirect_dir=nofollow", "index=off")
                .doesNotContain("volatile", "userxattr");
    }

    @Test
    void in_a_user_namespace_the_notes_are_those_that_its_root_may_write() {
        assertThat(root(1, true).options()).endsWith(",userxattr");
    }

    @Test
    void it_is_mounted_from_within_its_folder() {
        String program = root(2, false).mounted(root(2, false).reached(SyscallProgram.inNewProcess(""))).toString();
        assertThat(program.lines().skip(1)).containsExactly("chdir path=/home/id",
                "mount src=overlay dst=merged type=overlay data=" + root(2, false).options(), "chdir path=merged");
        assertThat(root(2, false).path()).isEqualTo("/home/id/merged");
    }

    @Test
    void layers_with_other_owners_are_attached_before_they_are_stacked() {
        IdMappedRoot shifted = new IdMappedRoot(root(2, true), java.util.Map.of("layer 0", 10, "layer 1", 11));
        String program = shifted.mounted(shifted.reached(SyscallProgram.inNewProcess(""))).toString();
        assertThat(program.lines().skip(1).map(line -> line.replaceAll(" (from_pathname|to_dirfd|flags|data)=\\S+", "")))
                .containsExactly("chdir path=/home/id", "move_mount from=<layer 0> to=0", "move_mount from=<layer 1> to=1",
                        "mount src=overlay dst=merged type=overlay", "chdir path=merged");
        assertThat(shifted.given()).containsOnlyKeys("layer 0", "layer 1");
        assertThat(shifted.path()).isEqualTo(root(2, true).path());
    }

    @Test
    void kernels_before_5_19_do_not_stack_them() {
        assertThat(java.util.stream.Stream.of("5.12.0", "5.18.19-generic", "4.20.1", "unknown")
                .noneMatch(IdMappedLayers::overlayTakesThem)).isTrue();
        assertThat(java.util.stream.Stream.of("5.19.0", "6.1.0-37-amd64", "6.18.44-fc", "10.0")
                .allMatch(IdMappedLayers::overlayTakesThem)).isTrue();
    }

    @Test
    void its_files_are_looked_for_from_the_top() {
        assertThat(root(2, false).folders()).extracting(Path::toString)
                .satisfiesExactly(upper -> assertThat(upper).endsWith("/upper"), top -> assertThat(top).endsWith("1"),
                bottom -> assertThat(bottom).endsWith("0"));
    }
}
