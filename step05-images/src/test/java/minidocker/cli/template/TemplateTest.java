package minidocker.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import minidocker.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateTest {
    private static final Object DATA;

    static {
        try {
            DATA = Json.parse("""
                    {"Id": "0123456789abcdef", "Name": "/web", "State": {"Running": true, "Pid": 42, "Error": ""}, "Cpu": 1.5, "Big": 12345678901,
                     "Env": ["A=1", "B=2", "C=3"], "None": [], "Null": null, "Labels": {"b.c": "2", "a": "1"},
                     "Mounts": [{"Type": "bind", "RW": true}, {"Type": "volume", "RW": false}], "Umlaut": "ä<b>"}""");
        } catch (minidocker.json.MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    /** Template, hash sign, what comes of it. */
    private static final String PRINTED = """
            plain text                                             # plain text
            {{.Name}}                                              # /web
            {{ .State.Pid }}                                       # 42
            {{(index .Mounts 1).Type}}                             # volume
            {{$.Name}}                                             # /web
            {{.Missing}}                                           # <no value>
            {{.Missing.Deeper}}                                    # <no value>
            {{.Null}}                                              # <no value>
            {{.State}}                                             # map[Error: Pid:42 Running:true]
            {{.Env}}                                               # [A=1 B=2 C=3]
            {{.Cpu}} {{.Big}}                                      # 1.5 12345678901
            {{json .State}}                                        # {"Running":true,"Pid":42,"Error":""}
            {{json .Umlaut}} {{.Umlaut | json}}                    # "ä<b>" "ä<b>"
            {{json .Missing}}                                      # null
            {{join .Env ", "}}                                   # A=1, B=2, C=3
            {{range .Env}}<{{.}}>{{end}}                           # <A=1><B=2><C=3>
            {{range $i, $e := .Env}}{{$i}}{{$e}};{{end}}           # 0A=1;1B=2;2C=3;
            {{range $k, $v := .Labels}}{{$k}}={{$v}} {{end}}!      # a=1 b.c=2 !
            {{range .None}}x{{else}}empty{{end}}                   # empty
            {{range .Missing}}x{{else}}empty{{end}}                # empty
            {{range .Env}}{{if eq . "B=2"}}{{continue}}{{end}}{{.}}{{end}} # A=1C=3
            {{range .Env}}{{.}}{{break}}{{end}}                    # A=1
            {{range 3}}{{.}}{{end}}                                # 012
            {{if .State.Running}}up{{else}}down{{end}}             # up
            {{if .State.Error}}a{{else if .None}}b{{else if .Env}}c{{else}}d{{end}} # c
            {{if and .State.Running (gt .State.Pid 40)}}yes{{end}} # yes
            {{with .State}}{{.Pid}} {{$.Name}}{{end}}              # 42 /web
            {{with .None}}x{{else}}none{{end}}                     # none
            {{with $x := .Name}}{{$x}}{{end}}                      # /web
            {{$n := 1}}{{range .Env}}{{$n = len .}}{{end}}{{$n}}   # 3
            {{index .Labels "b.c"}}                              # 2
            {{index .Env 0}} {{index .Mounts 0 "Type"}}          # A=1 bind
            {{index .Labels "none"}}{{index .State "none"}}      # <no value>
            {{len .Env}} {{len .Name}} {{len .State}} {{len .Umlaut}} # 3 4 3 5
            {{slice .Id 0 12}} {{slice .Env 1}}                    # 0123456789ab [B=2 C=3]
            {{upper .Name}} {{lower "AB"}} {{title "ab cd-ef"}} # /WEB ab Ab Cd-Ef
            {{range split "a/b/c" "/"}}[{{.}}]{{end}}          # [a][b][c]
            {{join (split "a/b" "/") "-"}}                   # a-b
            {{truncate .Name 3}}|{{truncate .Name 30}}             # /we|/web
            |{{pad .Name 1 2}}|{{pad "" 1 2}}|                   # | /web  ||
            {{printf "%s is %d (%t) %5.1f%%" .Name .State.Pid .State.Running .Cpu}} # /web is 42 (true)   1.5%
            {{.Name | printf "%-6s|"}}                           # /web  |
            {{printf "%05d %x %X %q %v %c %U" 42 255 255 "a" .Env 65 65}} # 00042 ff FF "a" [A=1 B=2 C=3] A U+0041
            {{printf "%d" "x"}} {{printf "%s"}} {{printf "a" 1 "b"}} # %!d(string=x) %!s(MISSING) a%!(EXTRA int=1, string=b)
            {{eq 1 1}} {{eq 1 2 1}} {{ne "a" "b"}} {{lt 1 2}} {{le 2 2}} {{gt "b" "a"}} {{ge 1 2}} {{eq 1 1.0}} # true true true true true true false true
            {{not .None}} {{or .None .Name "x"}} {{and .Name .None}} # true /web []
            {{or .State.Running (index .Env 99)}}                  # true
            {{"a\\tb\\u00e4" | json}} {{`raw\\n`}} {{'x'}}       # "a\\tbä" raw\\n 120
            {{0x10}} {{1e3}} {{-5}} {{1_000}} {{1e-5}} {{1234567.5}} # 16 1000 -5 1000 1e-05 1.2345675e+06
            a {{- .Name -}} b                                      # a/webb
            a {{- /* comment */ -}} b                              # ab
            a{{/* comment */}}b                                    # ab
            {{if true -}}  x  {{- end}}                            # x
            {{.State | json | upper}}                              # {"RUNNING":TRUE,"PID":42,"ERROR":""}
            {{len (printf "%s" .Name)}}                          # 4
            """;

    /** Template, hash sign, what comes of it. */
    private static final String MISTAKES = """
            {{.Name                  # template: :1: unclosed action
            {{nope .Name}}           # template: :1: function "nope" not defined
            {{if .Name}}x            # template: :1: unexpected EOF
            {{end}}                  # template: :1: unexpected {{end}}
            {{else}}                 # template: :1: unexpected {{else}}
            {{}}                     # template: :1: missing value for command
            {{range}}{{end}}         # template: :1: missing value for range
            {{$x}}                   # template: :1: undefined variable "$x"
            {{.Name | }}             # template: :1: missing value for command
            {{(.Name}}               # template: :1: unclosed left paren
            {{.Name)}}               # template: :1: unexpected ")" in command
            {{"abc}}                # template: :1: unterminated quoted string
            {{/* abc}}               # template: :1: unclosed comment
            {{break}}                # template: :1: {{break}} outside {{range}}
            {{define "x"}}{{end}}  # template: :1: unexpected {{define}}
            {{.Name | 1}}            # template: :1: non executable command in pipeline stage 2
            {{if 1}}{{else}}{{else}}{{end}} # template: :1: expected end; found {{else}}
            {{$a, $b := .Env}}       # template: :1: too many declarations in command
            {{.Name}.x}}             # template: :1: bad character U+007D '}'
            {{ä&}}                   # template: :1: bad character U+0026 '&'
            {{1.2.3}}                # template: :1: unexpected ".3" in operand
            {{.Name ? 1}}            # template: :1: unexpected "?" in operand
            {{"\\q"}}              # template: :1: invalid syntax
            """;

    /** Template, hash sign, what comes of it. */
    private static final String MISFITS = """
            {{.Name.Foo}}            # template: :1:7: executing "" at <.Name.Foo>: can't evaluate field Foo in type string
            {{index .Env 9}}         # template: :1:2: executing "" at <index .Env 9>: error calling index: index out of range: 9
            {{len 1}}                # template: :1:2: executing "" at <len 1>: error calling len: len of type int
            {{lower 1}}              # template: :1:8: executing "" at <1>: wrong type for value; expected string; got int
            {{join .Name ","}}     # template: :1:7: executing "" at <.Name>: wrong type for value; expected []string; got string
            {{eq 1 "a"}}           # template: :1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison
            {{lt .Env .Env}}         # template: :1:2: executing "" at <lt .Env .Env>: error calling lt: invalid type for comparison
            {{json}}                 # template: :1:2: executing "" at <json>: wrong number of args for json: want 1 got 0
            {{range .Name}}{{end}}   # template: :1:8: executing "" at <.Name>: range can't iterate over /web
            {{nil}}                  # template: :1:2: executing "" at <nil>: nil is not a command
            {{.Env | index 1}}       # template: :1:9: executing "" at <index 1>: error calling index: can't index item of type int
            {{.Name 1}}              # template: :1:2: executing "" at <.Name>: Name has arguments but cannot be invoked as function
            """;

    static Stream<Arguments> printed() {
        return rows(PRINTED);
    }

    static Stream<Arguments> mistakes() {
        return rows(MISTAKES);
    }

    static Stream<Arguments> misfits() {
        return rows(MISFITS);
    }

    private static Stream<Arguments> rows(String table) {
        return table.lines().map(line -> line.split("\\s+# ", 2)).map(row -> Arguments.of(row[0], row[1]));
    }

    private static String run(String template) {
        return Template.parse(template).execute(DATA);
    }

    @ParameterizedTest
    @MethodSource("printed")
    void templates_print_what_gos_do(String template, String expected) {
        assertThat(run(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakes_of_form_are_told_in_gos_words(String template, String message) {
        assertThatThrownBy(() -> run(template)).isInstanceOf(TemplateException.class).hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void data_that_do_not_fit_are_told_in_gos_words(String template, String message) {
        assertThatThrownBy(() -> run(template)).isInstanceOf(TemplateException.class).hasMessage(message);
    }

    @Test
    void print_and_println_put_spaces_where_gos_do() {
        assertThat(run("{{print 1 2 \"a\" 3 true}}|{{println 1 \"a\"}}|{{print}}")).isEqualTo("1 2a3 true|1 a\n|");
    }

    @Test
    void a_strict_template_wants_every_field() {
        assertThatThrownBy(() -> Template.parseStrict("{{.Stat.Pid}}").execute(DATA))
                .hasMessage("template: :1:2: executing \"\" at <.Stat>: map has no entry for key \"Stat\"");
        assertThat(Template.parseStrict("{{.State.Pid}}").execute(DATA)).isEqualTo("42");
    }

    @Test
    void an_unknown_field_of_a_row_is_a_mistake_and_says_where() {
        Row row = new Row("*formatter.imageContext", Map.of("ID", "x"));
        assertThatThrownBy(() -> Template.parse("{{.ID}}\n  {{.Idd}}").execute(row))
                .hasMessage("template: :2:4: executing \"\" at <.Idd>: can't evaluate field Idd in type *formatter.imageContext");
    }

    @Test
    void a_costly_field_is_computed_only_if_it_is_asked_for() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<Object> size = asked::incrementAndGet;
        Row row = new Row("*x", Map.of("ID", "x", "Size", size));
        assertThat(Template.parse("{{.ID}}").execute(row)).isEqualTo("x");
        assertThat(asked).hasValue(0);
        assertThat(Template.parse("{{json .}}").execute(row)).isEqualTo("{\"ID\":\"x\",\"Size\":1}");
    }

    @Test
    void a_hostile_template_ends_in_a_sentence() {
        assertThatThrownBy(() -> Template.parse("{{" + "(".repeat(100_000))).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> Template.parse("{{if 1}}".repeat(100_000))).isInstanceOf(TemplateException.class);
        assertThat(run("{{printf \"%999999999d\" 1}}")).hasSize(1_000_000);
    }

    @Test
    void variables_end_with_their_block() {
        assertThatThrownBy(() -> Template.parse("{{if true}}{{$x := 1}}{{end}}{{$x}}"))
                .hasMessageContaining("undefined variable \"$x\"");
        assertThat(run("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}")).isEqualTo("21");
    }

    @Test
    void a_table_has_headings_and_aligned_columns() {
        Map<String, Object> first = new LinkedHashMap<>(Map.of("ID", "0123456789ab", "Names", "web", "Labels", "a=1"));
        Map<String, Object> second = new LinkedHashMap<>(Map.of("ID", "x", "Names", "ä-long-name-indeed", "Labels", ""));
        List<Row> rows = List.of(new Row("*c", first), new Row("*c", second));
        Map<String, String> headings = Map.of("ID", "CONTAINER ID", "Names", "NAMES", "Labels", "LABELS");
        String expected = """
                CONTAINER ID   NAMES                LABELS
                0123456789ab   WEB                  a=1
                x              Ä-LONG-NAME-INDEED \s\s
                """;
        assertThat(Listing.of("table {{.ID}}\\t{{upper .Names}}\\t{{.Labels}}", "").print(rows, headings)).isEqualTo(expected);
        assertThat(Listing.of("", "{{.ID}}\t{{.Names}}").print(List.of(), headings)).isEqualTo("CONTAINER ID   NAMES\n");
        assertThat(Listing.of("{{.ID}}", "").print(rows, headings)).isEqualTo("0123456789ab\nx\n");
        assertThat(Listing.of("json", "").print(rows.subList(1, 2), headings)).startsWith("{\"ID\":\"x\"");
    }

    @Test
    void a_heading_passes_through_dockers_functions() {
        Row row = new Row("*c", Map.of("Names", "abcdef"));
        assertThat(Listing.of("table {{truncate .Names 2}}\\t{{json .Names}}|", "").print(List.of(row), Map.of("Names", "NAMES")))
                .isEqualTo("NAMES     NAMES|\nab        \"abcdef\"|\n");
    }

    @Test
    void columns_are_those_of_neighbouring_lines() {
        assertThat(Columns.align("a\tb\nlonger than ten\tc\n\nd\te\n"))
                .isEqualTo("a                 b\nlonger than ten   c\n\nd         e\n");
    }
}
