package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
    private static final ElfArchitecture HERE = ElfArchitecture.ofThisMachine();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"32,LITTLE_ENDIAN,3,i386", "64,LITTLE_ENDIAN,62,x86-64", "64,LITTLE_ENDIAN,183,aarch64",
        "32,BIG_ENDIAN,20,powerpc", "64,BIG_ENDIAN,22,s390x", "64,LITTLE_ENDIAN,21,powerpc64",
        "64,BIG_ENDIAN,183,aarch64 (big-endian)", "32,LITTLE_ENDIAN,62,x32", "64,LITTLE_ENDIAN,4711,machine 4711 (64-bit)"})
    void everything_is_read_in_both_classes_and_both_byte_orders(int bits, String order, int machine,
            String name) throws IOException {
        ByteOrder bytes = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ElfArchitecture architecture = new ElfArchitecture(bits, bytes, machine);
        String random = "lib" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".so.1";
        ElfFile elf = read(ElfBytes.of(architecture).type(2).interpreter("/lib/ld-" + random).soname("so-" + random)
                .needs("libc.so.6", random).rpath("/r:" + random).runpath("$ORIGIN/" + random).bytes());

        assertThat(elf.architecture()).isEqualTo(architecture).hasToString(name);
        assertThat(elf.type()).isEqualTo(ElfFile.Type.EXEC);
        assertThat(elf.interpreter()).contains("/lib/ld-" + random);
        assertThat(elf.needed()).containsExactly("libc.so.6", random);
        assertThat(elf.soname()).contains("so-" + random);
        assertThat(elf.rpath()).contains("/r:" + random);
        assertThat(elf.runpath()).contains("$ORIGIN/" + random);
        assertThat(elf.isStatic()).isFalse();
    }

    @Test
    void a_static_program_has_neither_interpreter_nor_libraries() throws IOException {
        ElfFile elf = read(ElfBytes.of(HERE).type(2).bytes());
        assertThat(elf.isStatic()).isTrue();
        assertThat(elf.type()).isEqualTo(ElfFile.Type.EXEC);
    }

    @Test
    void a_static_position_independent_program_has_a_dynamic_section_and_is_static_all_the_same() throws IOException {
        ElfFile elf = read(ElfBytes.of(HERE).dynamic().bytes());
        assertThat(elf.isStatic()).isTrue();
        assertThat(elf.type()).isEqualTo(ElfFile.Type.DYN);
    }

    @Test
    void a_library_is_not_static() throws IOException {
        assertThat(read(ElfBytes.of(HERE).needs("libc.so.6").bytes()).isStatic()).isFalse();
    }

    @Test
    void the_java_that_runs_this_names_a_loader_that_exists() {
        ElfFile java = ElfFile.read(Path.of("/proc/self/exe"));
        assertThat(java.needed()).isNotEmpty().allMatch(name -> name.contains(".so"));
        assertThat(Path.of(java.interpreter().orElseThrow())).isRegularFile();
    }

    @Test
    void every_truncation_ends_with_a_sentence_and_nothing_else() throws IOException {
        byte[] whole = ElfBytes.of(HERE).interpreter("/lib64/ld-linux.so").needs("liba.so", "libb.so").runpath("/x").bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).as("%d of %d bytes", length, whole.length).isInstanceOf(UserError.class)
                    .message().matches(".* is (not an|a damaged) ELF file: .+");
        }
    }

    @Test
    void random_damage_never_ends_with_anything_but_a_sentence() throws IOException {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = ElfBytes.of(HERE).interpreter("/lib64/ld-linux.so").needs("liba.so", "libb.so").rpath("/x").bytes();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
            }
            try {
                read(bytes);
            } catch (UserError expected) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(100);
    }

    @Test
    void an_offset_beyond_the_file_is_named() throws IOException {
        byte[] bytes = ElfBytes.of(new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 62)).interpreter("/lib/ld.so").bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(32, Long.MAX_VALUE);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UserError.class)
                .hasMessageContaining("its program headers would lie at byte 9223372036854775807 of only " + bytes.length);
    }

    @Test
    void a_huge_dynamic_section_is_refused_before_memory_is_taken_for_it() throws IOException {
        byte[] bytes = ElfBytes.of(new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 62)).dynamic().bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 56 + 32, 1L << 60);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UserError.class)
                .hasMessageContaining("claims 1152921504606846976 bytes");
    }

    @Test
    void what_is_no_elf_file_is_called_so() {
        assertThatThrownBy(() -> read("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))).isInstanceOf(UserError.class)
                .hasMessageContaining("is not an ELF file");
        assertThatThrownBy(() -> ElfFile.read(folder)).isInstanceOf(UserError.class)
                .hasMessage("cannot read %s: Is a directory", folder);
        assertThatThrownBy(() -> ElfFile.read(folder.resolve("none"))).isInstanceOf(UserError.class)
                .hasMessage("cannot read %s: no such file or directory", folder.resolve("none"));
    }

    @Test
    void a_machine_runs_its_own_programs_and_on_x86_64_those_of_i386() {
        ElfArchitecture pc = new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 62);
        ElfArchitecture oldPc = new ElfArchitecture(32, ByteOrder.LITTLE_ENDIAN, 3);
        ElfArchitecture apple = new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 183);
        assertThat(pc.runs(pc)).isTrue();
        assertThat(pc.runs(oldPc)).isTrue();
        assertThat(oldPc.runs(pc)).isFalse();
        assertThat(pc.runs(apple)).isFalse();
        assertThat(apple.runs(pc)).isFalse();
        assertThat(apple.runs(new ElfArchitecture(64, ByteOrder.BIG_ENDIAN, 183))).isFalse();
    }

    private ElfFile read(byte[] bytes) throws IOException {
        return ElfFile.read(Files.write(folder.resolve("file"), bytes));
    }
}
