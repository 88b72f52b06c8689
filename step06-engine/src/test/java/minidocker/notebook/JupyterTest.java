package minidocker.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import minidocker.cli.UserError;
import org.junit.jupiter.api.Test;

class JupyterTest {
    private final String word = UUID.randomUUID().toString();

    @Test
    void a_kernel_is_found_by_its_name() {
        String list = "{\"kernelspecs\": {\"python3\": {\"resource_dir\": \"/usr\"}, \"" + word + "\": {\"spec\": {}}}}";

        assertThat(Jupyter.hasKernel(word, list)).isTrue();
        assertThat(Jupyter.hasKernel("java", list)).isFalse();
        assertThat(Jupyter.hasKernel("java", "{}")).isFalse();
    }

    @Test
    void a_list_that_is_none_is_said_in_one_sentence() {
        assertThatThrownBy(() -> Jupyter.hasKernel("java", "Traceback " + word)).isInstanceOf(UserError.class)
                .hasMessageContaining("jupyter kernelspec list --json");
    }

    @Test
    void our_kernel_is_put_before_the_ones_that_the_user_has_and_every_kernel_is_told_of_the_class_path() {
        assertThat(Jupyter.environment(Path.of("/k"), word, Map.of("JUPYTER_PATH", "/theirs")))
                .containsEntry("JUPYTER_PATH", "/k:/theirs").containsEntry("IJAVA_CLASSPATH", word)
                .containsEntry("JJAVA_CLASSPATH", word);
        assertThat(Jupyter.environment(Path.of("/k"), word, Map.of())).containsEntry("JUPYTER_PATH", "/k");
        assertThat(Jupyter.environment(null, word, Map.of("JUPYTER_PATH", "/theirs"))).doesNotContainKey("JUPYTER_PATH");
    }

    @Test
    void the_kernel_runs_on_our_jdk() {
        Map<String, Object> spec = JavaKernel.specification("/" + word + ":/kernel.jar", Path.of("/jdk"), 25);

        assertThat(spec).containsEntry("language", "java");
        assertThat(spec.get("argv")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .startsWith("/jdk/bin/java").contains("/" + word + ":/kernel.jar", "--enable-native-access=ALL-UNNAMED")
                .endsWith("{connection_file}");
        assertThat((List<?>) JavaKernel.specification("/k", Path.of("/jdk"), 17).get("argv"))
                .noneMatch(argument -> argument.equals("--enable-native-access=ALL-UNNAMED"));
    }
}
