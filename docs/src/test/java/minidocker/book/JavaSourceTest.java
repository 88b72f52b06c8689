package minidocker.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaSourceTest {
    private static JavaSource source(String text) {
        return new JavaSource(Path.of("step09-x/src/main/java/X.java"), text);
    }

    @Test
    void arguments_end_where_their_own_parenthesis_ends() {
        JavaSource source = source("p.then(mount(\"a)\", f(1, 2)), \"why, \\\"so\\\"\").then(chdir(','), WHY);");
        assertThat(source.arguments("then")).containsExactly(
                List.of("mount(\"a)\", f(1, 2))", "\"why, \\\"so\\\"\""), List.of("chdir(',')", "WHY"));
    }

    @Test
    void what_stands_in_javadoc_is_no_use() {
        assertThat(source("/** {@code p.then(a, b)} */ p.then(c, d);").arguments("then")).containsExactly(List.of("c", "d"));
    }

    @Test
    void a_constant_is_a_literal_a_sum_of_literals_or_a_name_for_one() {
        JavaSource source = source("static final String NAME = \"one \"\n + \"two\"; String other = NAME;");
        assertThat(source.constant("\"a\" + \"b\"")).isEqualTo("ab");
        assertThat(source.constant("NAME")).isEqualTo("one two");
        assertThat(source.constant("other")).isNull();
        assertThat(source.constant("\"a\" + uid()")).isNull();
    }

    @Test
    void each_branch_of_a_condition_is_a_reason() {
        assertThat(source("String why = first ? \"a\" : last ? \"b\" : \"c\";").constants("why")).containsExactly("a", "b", "c");
        assertThat(source("String why = first ? \"a\" + n : \"c\";").constants("why")).isEmpty();
    }
}
