package minidocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InheritedTest {
    private static final byte[] JAVA = "java".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAIN = "minidocker.chroot.Main".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UMLAUT = "ü".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_TEXT = {'a', (byte) 0xff};
    private static final String LOST = "\uFFFD\uFFFD";

    @Test
    void what_java_has_lost_comes_from_the_kernel() {
        String[] exact = Inherited.exact(new String[] {LOST, "a\uFFFD", ""}, List.of(JAVA, MAIN, UMLAUT, NO_TEXT, new byte[0]),
                StandardCharsets.US_ASCII);
        assertThat(exact).containsExactly("ü", "a\uDCFF", "");
    }

    @Test
    void other_arguments_than_those_of_the_process_stay_as_they_are() {
        String[] others = {"ß"};
        assertThat(Inherited.exact(others, List.of(JAVA, MAIN, UMLAUT), StandardCharsets.UTF_8)).isSameAs(others);
        assertThat(Inherited.exact(others, List.of(), StandardCharsets.UTF_8)).isSameAs(others);
        assertThat(Inherited.arguments("ß", "x")).containsExactly("ß", "x");
    }

    @Test
    void the_environment_is_that_of_the_process() {
        assertThat(Inherited.environment()).containsEntry("PATH", System.getenv("PATH"));
    }
}
