package minidocker.engine.cli.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlagsTest {
    private final Flags flags = new Flags();
    private final Flag<Boolean> tty = flags.toggle("tty", "t", "");
    private final Flag<Boolean> interactive = flags.toggle("interactive", "i", "");
    private final Flag<Boolean> proxy = flags.toggle("sig-proxy", "", true, "");
    private final Flag<String> name = flags.text("name", "", "");
    private final Flag<Long> last = flags.number("last", "n", -1, "");
    private final Flag<List<String>> env = flags.list("env", "e", "");

    private List<String> parse(String... words) {
        return flags.parse(List.of(words));
    }

    @Test
    void letters_may_stand_together_and_the_last_one_may_have_a_value() {
        assertThat(parse("-ite", "A=1", "-eB=2", "-e=C=3", "image")).containsExactly("image");
        assertThat(tty.get() && interactive.get()).isTrue();
        assertThat(env.get()).containsExactly("A=1", "B=2", "C=3");
    }

    @Test
    void values_follow_or_are_joined_by_an_equals_sign() {
        assertThat(parse("--name", "-odd", "--sig-proxy=false", "-n=5")).isEmpty();
        assertThat(name.get()).isEqualTo("-odd");
        assertThat(proxy.get()).isFalse();
        assertThat(last.get()).isEqualTo(5);
    }

    @Test
    void options_may_come_after_arguments_unless_these_are_a_command() {
        assertThat(parse("a", "-t", "b", "--", "-i")).containsExactly("a", "b", "-i");
        assertThat(tty.get()).isTrue();
        assertThat(interactive.get()).isFalse();
        Flags stopping = new Flags();
        Flag<Boolean> all = stopping.toggle("all", "a", "");
        stopping.stopAtArgument();
        assertThat(stopping.parse(List.of("-a", "image", "ls", "-z"))).containsExactly("image", "ls", "-z");
        assertThat(all.get()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "--foo|unknown flag: --foo",
            "-z|unknown shorthand flag: 'z' in -z",
            "-tz|unknown shorthand flag: 'z' in -z",
            "--name|flag needs an argument: --name",
            "-te|flag needs an argument: 'e' in -e",
            "--=x|bad flag syntax: --=x",
            "-nx|invalid argument \"x\" for \"-n, --last\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
            "--tty=maybe|invalid argument \"maybe\" for \"-t, --tty\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax"})
    void errors_are_in_the_words_of_pflag(String word, String message) {
        assertThatThrownBy(() -> parse(word)).isInstanceOf(FlagError.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"512m,536870912", "1.5g,1610612736", "64KB,65536", "100,100", "1kib,1024", "1b,1"})
    void sizes_are_powers_of_1024(String text, long bytes) {
        assertThat(GoNumbers.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1h15m30.5s,4530500000000", "100ms,100000000", "-1s,-1000000000", "0,0", "1us,1000"})
    void durations_are_those_of_go(String text, long nanos) {
        assertThat(GoNumbers.duration(text)).isEqualTo(nanos);
    }

    @Test
    void what_is_no_number_says_so_in_go() {
        assertThatThrownBy(() -> GoNumbers.duration("5")).hasMessage("time: missing unit in duration \"5\"");
        assertThatThrownBy(() -> GoNumbers.duration("5x")).hasMessage("time: unknown unit \"x\" in duration \"5x\"");
        assertThatThrownBy(() -> GoNumbers.bytes("x")).hasMessage("invalid size: 'x'");
        assertThatThrownBy(() -> GoNumbers.nanoCpus("0.12345678901")).hasMessage("value is too precise");
    }
}
