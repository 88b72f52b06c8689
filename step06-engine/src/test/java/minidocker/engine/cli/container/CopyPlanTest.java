package minidocker.engine.cli.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CopyPlanTest {
    @ParameterizedTest
    @CsvSource({"/a/b/,/a/b", "/a/b/.,/a/b/.", "/a/../b,/b", "./a,a", ".,.", "/,/", "/.,/.", "a//b,a/b", "../a,../a"})
    void paths_are_cleaned_and_a_last_dot_stays(String path, String clean) {
        assertThat(PathNames.clean(path)).isEqualTo(clean);
    }

    @Test
    void into_a_folder_that_exists_under_its_own_name() {
        CopyPlan plan = CopyPlan.of("/here/in", true, null, new PathNames.Found("/there", true, true));
        assertThat(plan.folder()).isEqualTo("/there");
        assertThat(plan.rename("in/a")).isEqualTo("in/a");
    }

    @Test
    void what_is_in_a_folder_without_the_folder() {
        CopyPlan plan = CopyPlan.of("/here/in/.", true, null, new PathNames.Found("/there/new", false, false));
        assertThat(plan.folder()).isEqualTo("/there");
        assertThat(plan.rename("./a")).isEqualTo("new/a");
    }

    @Test
    void under_a_new_name() {
        CopyPlan plan = CopyPlan.of("/here/in", true, null, new PathNames.Found("/there/new", false, false));
        assertThat(plan.folder()).isEqualTo("/there");
        assertThat(plan.rename("in")).isEqualTo("new");
        assertThat(plan.rename("in/in/a")).isEqualTo("new/in/a");
    }

    @Test
    void a_folder_does_not_replace_a_file() {
        assertThatThrownBy(() -> CopyPlan.of("in", true, null, new PathNames.Found("/file", true, false)))
                .hasMessage("cannot copy directory");
        assertThatThrownBy(() -> CopyPlan.of("file", false, null, new PathNames.Found("/none/", false, false)))
                .hasMessage("no such directory");
    }
}
