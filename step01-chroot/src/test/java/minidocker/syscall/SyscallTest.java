package minidocker.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Against the kernel's own headers, as Debian's linux-libc-dev has them. */
class SyscallTest {
    private static final Path GENERIC = Path.of("/usr/include/asm-generic/unistd.h");
    private static final Path X86_64 = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");

    private static Map<String, Integer> numbers(Path header) throws IOException {
        assumeTrue(Files.exists(header), "needs " + header + ", from the Debian package linux-libc-dev");
        Map<String, Integer> numbers = new HashMap<>();
        Matcher lines = Pattern.compile("#define __NR(?:3264)?_(\\w+) (\\d+)").matcher(Files.readString(header));
        while (lines.find()) {
            numbers.put(lines.group(1), Integer.parseInt(lines.group(2)));
        }
        return numbers;
    }

    @Test
    void the_numbers_of_x86_64_are_the_kernels() throws IOException {
        compare(Architecture.X86_64, numbers(X86_64));
    }

    @Test
    void the_numbers_of_aarch64_are_the_kernels() throws IOException {
        compare(Architecture.AARCH64, numbers(GENERIC));
    }

    private static void compare(Architecture architecture, Map<String, Integer> header) {
        for (Syscall call : Syscall.values()) {
            if (call.isKernels()) {
                assertThat(header).as(call.toString()).containsEntry(call.toString(), call.number(architecture));
            }
        }
    }

    @Test
    void names_and_pages_are_those_of_the_manual() {
        assertThat(Syscall.PIVOT_ROOT).hasToString("pivot_root");
        assertThat(Syscall.PIVOT_ROOT.manPage()).isEqualTo("pivot_root(2)");
        assertThat(Syscall.UMOUNT2.manPage()).isEqualTo("umount(2)");
    }

    @Test
    void flags_are_decoded_and_what_is_unknown_stays_hexadecimal() {
        MountFlag[] table = MountFlag.values();
        assertThat(Flag.decode(2 | 4, table)).isEqualTo("MS_NOSUID|MS_NODEV");
        assertThat(Flag.decode(4096 | 16384, table)).isEqualTo("MS_BIND|MS_REC");
        assertThat(Flag.decode(1L << 40 | 1, table)).isEqualTo("MS_RDONLY|0x10000000000");
        assertThat(Flag.decode(0, table)).isEqualTo("0");
        assertThat(Flag.decode(1L << 62, table)).isEqualTo("0x4000000000000000");
    }

    @Test
    void signals_are_read_in_every_way_that_kill_takes_them() {
        assertThat(Signal.parse("9")).isEqualTo(9);
        assertThat(Signal.parse("kill")).isEqualTo(9);
        assertThat(Signal.parse("SIGTERM")).isEqualTo(15);
        assertThat(Signal.parse("64")).isEqualTo(64);
        assertThat(Signal.SIGSYS.number()).isEqualTo(31);
        assertThat(Signal.parse("SIGRTMIN+3")).as("what stops systemd").isEqualTo(37);
        assertThat(Signal.parse("rtmax-1")).isEqualTo(63);
        assertThat(Signal.parse("RTMIN")).isEqualTo(34);
        for (String wrong : new String[] {"", "0", "65", "-9", "SIGNOTHING", "99999999999", "RTMIN+31", "RTMIN-1", "RTMAX+1"}) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Signal.parse(wrong))
                    .hasMessageContaining("there is no signal");
        }
    }
}
