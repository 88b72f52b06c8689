package minidocker.rootfs;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an ELF file's code was made for: two files fit together (a program and its library, a program and this machine) only
 * when all three parts are equal. See elf(5), {@code e_ident} and {@code e_machine}.
 *
 * @param bits    32 or 64 (ELFCLASS32, ELFCLASS64). A class of its own, since x86-64 also has a 32-bit flavour (x32)
 * @param order   byte order of the data (ELFDATA2LSB, ELFDATA2MSB)
 * @param machine {@code e_machine}, a number from 0 to 65535: 62 is x86-64
 */
public record ElfArchitecture(int bits, ByteOrder order, int machine) {

    private enum Machine {
        I386(3, "i386", "i686", "i386-linux-gnu"),
        MIPS(8, "mips", "mips", "mips-linux-gnu", "mipsel-linux-gnu", "mips64-linux-gnuabi64", "mips64el-linux-gnuabi64"),
        POWERPC(20, "powerpc", "powerpc", "powerpc-linux-gnu"),
        POWERPC64(21, "powerpc64", "power8", "powerpc64le-linux-gnu", "powerpc64-linux-gnu"),
        S390X(22, "s390x", "z900", "s390x-linux-gnu"),
        ARM(40, "arm", "v7l", "arm-linux-gnueabihf", "arm-linux-gnueabi"),
        X86_64(62, "x86-64", "x86_64", "x86_64-linux-gnu", "x86_64-linux-gnux32"),
        AARCH64(183, "aarch64", "aarch64", "aarch64-linux-gnu"),
        RISCV(243, "riscv", "riscv64", "riscv64-linux-gnu"),
        LOONGARCH(258, "loongarch", "loongarch64", "loongarch64-linux-gnu");

        private final int code;
        private final String word;
        private final String platform;
        private final List<String> folders;

        Machine(int code, String word, String platform, String... folders) {
            this.code = code;
            this.word = word;
            this.platform = platform;
            this.folders = List.of(folders);
        }
    }

    public ElfArchitecture {
        if (bits != 32 && bits != 64) {
            throw new IllegalArgumentException("an ELF class is 32 or 64, not " + bits);
        }
        if (machine < 0 || machine > 0xffff) {
            throw new IllegalArgumentException("e_machine is a 16-bit number, not " + machine);
        }
    }

    /** The one this JVM's own executable was made for, which is one that this machine certainly runs. */
    public static ElfArchitecture ofThisMachine() {
        return ElfFile.read(Path.of("/proc/self/exe")).architecture();
    }

    /**
     * Whether a kernel that runs programs of this architecture also runs {@code other}. Besides its own, an x86-64 kernel
     * runs i386 programs (CONFIG_IA32_EMULATION, on in every distribution). 32-bit ARM on aarch64 is not counted in: newer
     * processors, Apple's among them, have no such mode.
     */
    public boolean runs(ElfArchitecture other) {
        return equals(other) || machine == Machine.X86_64.code && other.machine == Machine.I386.code && other.bits == 32;
    }

    /** The names that the multiarch folders below /lib and /usr/lib may have, most usual first; empty when none is known. */
    public List<String> multiarchFolders() {
        return known().map(known -> known.folders).orElse(List.of());
    }

    /** What {@code $PLATFORM} stands for in a library path, ld.so(8): the kernel's AT_PLATFORM of the plainest such processor. */
    public String platform() {
        return known().map(known -> known.platform).orElse("unknown");
    }

    /** As a person says it: {@code x86-64}, {@code aarch64 (big-endian)}, {@code machine 4711 (64-bit)}. */
    @Override
    public String toString() {
        String word = known().map(known -> known.word).orElse("machine " + machine + " (" + bits + "-bit)");
        if (machine == Machine.X86_64.code && bits == 32) {
            word = "x32";
        }
        boolean usual = order == usualOrder();
        return usual ? word : word + (order == ByteOrder.BIG_ENDIAN ? " (big-endian)" : " (little-endian)");
    }

    private ByteOrder usualOrder() {
        boolean big = machine == Machine.S390X.code || machine == Machine.MIPS.code || machine == Machine.POWERPC.code;
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private Optional<Machine> known() {
        return Arrays.stream(Machine.values()).filter(known -> known.code == machine).findFirst();
    }
}
