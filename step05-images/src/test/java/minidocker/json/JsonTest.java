package minidocker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[1,]", "{\"a\":1}x", "[01]", "['x']", "{a:1}", "[NaN]", "nul", "[\"\u0001\"]", "[\"\\x\"]",
            "["})
    void what_is_not_json_is_refused(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void nesting_is_limited_before_the_stack_is() {
        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000))).isInstanceOf(MalformedJson.class)
                .hasMessageContaining("256 levels");
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(5000))).isInstanceOf(MalformedJson.class);
    }

    @Test
    void brackets_inside_strings_do_not_nest() throws Exception {
        assertThat(Json.parse("[\"" + "[\\\"{".repeat(1000) + "\"]")).isEqualTo(List.of("[\"{".repeat(1000)));
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xff, '"'})).hasMessage("it is not UTF-8");
    }

    @Test
    void fields_keep_their_order_and_large_numbers_their_digits() throws Exception {
        String text = "{\"b\":9223372036854775807,\"a\":[{},null,true,1.5],\"_\":123456789012345678901234567890}";
        assertThat(Json.compact(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void markup_is_written_as_it_is() {
        assertThat(Json.compact("<a></a>&<\\/")).isEqualTo("\"<a></a>&<\\\\/\"");
    }

    @Test
    void pretty_text_has_one_field_a_line() throws Exception {
        assertThat(Json.pretty(Json.parse("{\"b\":1,\"a\":[{},[],\"x{,\\\"\"],\"c\":{\"d\":null}}"), "    ")).isEqualTo("""
                {
                    "b": 1,
                    "a": [
                        {},
                        [],
                        "x{,\\""
                    ],
                    "c": {
                        "d": null
                    }
                }""");
    }

    @Test
    void a_wrong_field_is_named_with_its_document() throws Exception {
        JsonObject object = Json.parseObject("""
                {"size":"12","n":1.5,"list":[{"x":1}, 2],"labels":{"a":"b","c":null},"nothing":null}""".getBytes(StandardCharsets.UTF_8),
                "manifest of x");
        assertThatThrownBy(() -> object.number("size")).hasMessage("manifest of x: \"size\" must be a number");
        assertThatThrownBy(() -> object.number("n")).hasMessage("manifest of x: \"n\" must be a whole number, not 1.5");
        assertThatThrownBy(() -> object.string("gone")).hasMessage("manifest of x: \"gone\" is missing");
        assertThatThrownBy(() -> object.string("nothing")).hasMessage("manifest of x: \"nothing\" is missing");
        assertThatThrownBy(() -> object.objects("list")).hasMessage("manifest of x: \"list\" must hold objects only");
        assertThat(object.stringMap("labels")).isEqualTo(Map.of("a", "b", "c", ""));
        assertThat(object.strings("gone")).isEmpty();
    }

    @Test
    void a_document_that_is_no_object_is_named() {
        assertThatThrownBy(() -> Json.parseObject("[]".getBytes(StandardCharsets.UTF_8), "config.json"))
                .hasMessage("config.json must be a JSON object");
    }
}
