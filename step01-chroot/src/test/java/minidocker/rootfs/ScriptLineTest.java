package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptLineTest {
    @Test
    void all_after_the_interpreter_is_one_argument() {
        assertThat(parse("#!/bin/awk -f -v x=1\nBEGIN {}\n")).contains(new ScriptLine("/bin/awk", Optional.of("-f -v x=1")));
        assertThat(parse("#! \t/bin/sh \t\nls")).contains(new ScriptLine("/bin/sh", Optional.empty()));
        assertThat(parse("#!/bin/sh")).contains(new ScriptLine("/bin/sh", Optional.empty()));
    }

    @Test
    void a_carriage_return_belongs_to_the_name() {
        assertThat(parse("#!/bin/sh\r\nls\r\n")).contains(new ScriptLine("/bin/sh\r", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "#!", "#!\n", "#!  \n/bin/sh", "# !/bin/sh", "ls -l\n", "\n#!/bin/sh"})
    void what_names_no_interpreter_is_no_script(String text) {
        assertThat(parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/usr/bin/env python3,python3", "/usr/bin/env -S python3 -u,python3", "/usr/bin/env -S A=b C=d node --x,node",
        "/usr/bin/env -Spython3 -u,python3", "/bin/env --split-string=perl -w,perl", "/usr/bin/env -iS ruby,ruby"})
    void the_command_behind_env_is_seen(String line, String command) {
        assertThat(parse("#!" + line + "\n").orElseThrow().startedByEnv()).contains(command);
    }

    @Test
    void without_dash_s_a_blank_is_part_of_the_name_that_env_looks_for() {
        assertThat(parse("#!/usr/bin/env python3 -u\n").orElseThrow().startedByEnv()).contains("python3 -u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/env", "/usr/bin/env -i", "/bin/sh python3"})
    void other_interpreters_start_nothing_by_env(String line) {
        assertThat(parse("#!" + line + "\n").orElseThrow().startedByEnv()).isEmpty();
    }

    private static Optional<ScriptLine> parse(String text) {
        return ScriptLine.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
