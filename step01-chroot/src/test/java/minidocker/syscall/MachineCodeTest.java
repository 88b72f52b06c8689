package minidocker.syscall;

import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import minidocker.syscall.Operand.Memory;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineCodeTest {
    @TempDir
    Path folder;

    private static String tool(Architecture architecture, String name) {
        if (Architecture.current() == architecture) {
            return Needs.command(name, "binutils").toString();
        }
        String triple = architecture.kernelName().replace('_', '-') + "-linux-gnu";
        return Needs.command(architecture.kernelName() + "-linux-gnu-" + name, "binutils-" + triple).toString();
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_bytes_are_what_the_listing_assembles_to(Architecture architecture) throws Exception {
        Path listing = folder.resolve("machine.s");
        Path object = folder.resolve("machine.o");
        Path binary = folder.resolve("machine.bin");
        try (InputStream resource = MachineCode.class.getResourceAsStream("machine-" + architecture.kernelName() + ".s")) {
            Files.copy(resource, listing);
        }
        assertThat(Needs.output(tool(architecture, "as"), "-o", object.toString(), listing.toString())).isEmpty();
        Needs.output(tool(architecture, "objcopy"), "-O", "binary", "-j", ".text", object.toString(), binary.toString());
        String symbols = Needs.output(tool(architecture, "nm"), object.toString());

        assertThat(MachineCode.of(architecture)).isEqualTo(Files.readAllBytes(binary));
        assertThat(symbols).contains(String.format("%016x t start\n", MachineCode.start(architecture)));
    }

    private Path executable(SyscallProgram program, Architecture architecture) throws IOException {
        Path file = folder.resolve("program");
        Files.write(file, StaticExecutable.of(program, architecture));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static SyscallProgram sayAndCount(String word) {
        return SyscallProgram.inNewProcess("")
                .then(FileCalls.chdir("/no/such/place").orGoOn(), "")
                .then(load(new Memory("zero", 4), 20).as("twenty"), "")
                .then(branch(result("twenty"), 20, "right"), "")
                .then(exitGroup(1), "")
                .label("right")
                .then(write(fd(1), word).as("written"), "")
                .then(branch(result("written"), word.length(), "done"), "")
                .then(exitGroup(2), "")
                .label("done")
                .then(exitGroup(result("twenty")), "");
    }

    @Test
    void a_program_is_an_executable_of_its_own() throws Exception {
        String word = UUID.randomUUID().toString();
        Process process = new ProcessBuilder(executable(sayAndCount(word), Architecture.current()).toString()).start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEqualTo(word);
        assertThat(process.waitFor()).isEqualTo(20);
    }

    @Test
    void the_other_architecture_runs_it_under_emulation() throws Exception {
        Architecture other = Architecture.current() == Architecture.X86_64 ? Architecture.AARCH64 : Architecture.X86_64;
        String emulator = Needs.command("qemu-" + other.kernelName() + "-static", "qemu-user-static").toString();
        String word = UUID.randomUUID().toString();
        Process process = new ProcessBuilder(emulator, executable(sayAndCount(word), other).toString()).start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEqualTo(word);
        assertThat(process.waitFor()).isEqualTo(20);
    }
}
