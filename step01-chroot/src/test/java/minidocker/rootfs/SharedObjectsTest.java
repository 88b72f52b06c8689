package minidocker.rootfs;

import static minidocker.rootfs.MadeUpHost.LIBS;
import static minidocker.rootfs.MadeUpHost.LOADER;
import static minidocker.rootfs.MadeUpHost.PC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import minidocker.rootfs.SharedObjects.Need;
import minidocker.cli.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedObjectsTest {
    private static final String SEEN_AS = "/lib/x86_64-linux-gnu/";

    @TempDir
    private Path root;
    private MadeUpHost host;

    @BeforeEach
    void makeUpAHost() throws IOException {
        host = new MadeUpHost(root);
    }

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterEach
    void removeTheFolder() throws IOException {
        TreeRemoval.remove(root);
    }

    @Test
    void the_libraries_of_the_libraries_come_along_breadth_first_and_once() throws IOException {
        host.library(LIBS + "liba.so", "libc.so.6", "libdeep.so").library(LIBS + "libb.so", "liba.so", "libc.so.6")
                .library(LIBS + "libdeep.so", "libb.so");
        assertThat(paths(host.linkedWith("liba.so", "libb.so", "libc.so.6"))).containsExactly(LOADER, SEEN_AS + "liba.so",
                SEEN_AS + "libb.so", SEEN_AS + "libc.so.6", SEEN_AS + "libdeep.so");
    }

    @Test
    void each_says_who_needs_it() throws IOException {
        host.library(LIBS + "liba.so", "libdeep.so").library(LIBS + "libdeep.so");
        assertThat(needs(host.linkedWith("liba.so"))).extracting(Need::why).containsExactly("loads /usr/bin/program",
                "needed by /usr/bin/program", "needed by " + SEEN_AS + "liba.so");
    }

    @Test
    void a_static_program_needs_nothing() throws IOException {
        assertThat(needs(ElfBytes.of(PC).type(2))).isEmpty();
        assertThat(needs(ElfBytes.of(PC).dynamic())).isEmpty();
    }

    @Test
    void a_missing_library_is_named_with_the_one_that_needs_it_and_the_program() throws IOException {
        host.library(LIBS + "liba.so", "libmiss.so.4");
        assertThatThrownBy(() -> needs(host.linkedWith("liba.so"))).isInstanceOf(UserError.class)
                .hasMessage("%sliba.so (which /usr/bin/program is linked with) needs the x86-64 library libmiss.so.4, which is not on"
                        + " this machine", SEEN_AS);
        assertThatThrownBy(() -> needs(host.linkedWith("libmiss.so.4"))).isInstanceOf(UserError.class)
                .hasMessageStartingWith("/usr/bin/program needs the x86-64 library libmiss.so.4");
    }

    @Test
    void a_missing_loader_is_named() {
        assertThatThrownBy(() -> needs(ElfBytes.of(PC).interpreter("/lib/ld-musl-x86_64.so.1"))).isInstanceOf(UserError.class)
                .hasMessageContaining("/usr/bin/program needs the dynamic loader /lib/ld-musl-x86_64.so.1, which is not on this machine");
    }

    @Test
    void a_program_for_musl_needs_its_loader_alone_and_what_tells_that_one_where_to_look() throws IOException {
        host.put("/lib/ld-musl-x86_64.so.1", ElfBytes.of(PC));
        ElfBytes program = ElfBytes.of(PC).interpreter("/lib/ld-musl-x86_64.so.1").needs("libc.musl-x86_64.so.1");
        assertThat(paths(program)).containsExactly("/lib/ld-musl-x86_64.so.1");
        host.text("/etc/ld-musl-x86_64.path", "/opt/lib\n").library("/opt/lib/libx.so");
        assertThat(paths(program.needs("libx.so")))
                .containsExactly("/lib/ld-musl-x86_64.so.1", "/etc/ld-musl-x86_64.path", "/opt/lib/libx.so");
    }

    @Test
    void a_shared_library_is_no_program() {
        assertThatThrownBy(() -> needs(ElfBytes.of(PC).soname("libx.so").needs("libc.so.6"))).isInstanceOf(UserError.class)
                .hasMessage("/usr/bin/program is a shared library, not a program");
    }

    @Test
    void a_library_that_is_loaded_serves_everyone_who_asks_for_its_name() throws IOException {
        host.library("/opt/mine/libx.so").library(LIBS + "libx.so").library(LIBS + "liba.so", "libx.so");
        assertThat(paths(host.linkedWith("liba.so", "libx.so").runpath("/opt/mine")))
                .contains("/opt/mine/libx.so").doesNotContain(SEEN_AS + "libx.so");
    }

    @Test
    void a_library_serves_under_its_soname_as_well() throws IOException {
        host.put(LIBS + "libplain.so", ElfBytes.of(PC).soname("libx.so.1")).library(LIBS + "libx.so.1");
        assertThat(paths(host.linkedWith("libplain.so", "libx.so.1"))).containsExactly(LOADER, SEEN_AS + "libplain.so");
    }

    @Test
    void the_loader_itself_is_not_looked_for_as_a_library() throws IOException {
        Files.delete(root.resolve("usr/lib64/ld-linux-x86-64.so.2"));
        Files.delete(root.resolve(LIBS.substring(1) + "ld-linux-x86-64.so.2"));
        host.put("/opt/ld.so", ElfBytes.of(PC).soname("ld-linux-x86-64.so.2"));
        assertThat(paths(ElfBytes.of(PC).interpreter("/opt/ld.so").needs("libc.so.6")))
                .containsExactly("/opt/ld.so", SEEN_AS + "libc.so.6");
    }

    @Test
    void the_name_services_and_the_unwinder_come_along_with_glibc_where_they_are_files() throws IOException {
        host.library(LIBS + "libnss_dns.so.2", "libresolv.so.2").library(LIBS + "libresolv.so.2").library(LIBS + "libgcc_s.so.1");
        assertThat(paths(host.linkedWith("libc.so.6"))).containsExactlyInAnyOrder(LOADER, SEEN_AS + "libc.so.6",
                SEEN_AS + "libnss_dns.so.2", SEEN_AS + "libresolv.so.2", SEEN_AS + "libgcc_s.so.1");
        assertThat(paths(host.linkedWith())).as("a program without libc").containsExactly(LOADER);
    }

    @Test
    void a_library_that_only_the_configuration_tells_of_gets_a_name_where_the_loader_looks() throws IOException {
        host.text("/etc/ld.so.conf", "/opt/own\n/lib/x86_64-linux-gnu\n").library("/opt/own/libx.so.1");
        List<Need> needs = needs(host.linkedWith("libc.so.6", "libx.so.1"));
        assertThat(needs).filteredOn(need -> need.alias().isPresent()).extracting(need -> need.path() + " " + need.alias().get())
                .containsExactly("/opt/own/libx.so.1 /lib/x86_64-linux-gnu/libx.so.1");
    }

    @Test
    void a_library_beside_the_program_gets_a_name_that_is_found_without_proc() throws IOException {
        host.library("/usr/bin/lib/libx.so").library("/opt/liby.so");
        assertThat(needs(host.linkedWith("libx.so", "libc.so.6").runpath("$ORIGIN/lib"))).extracting(Need::alias)
                .contains(Optional.of(Path.of("/lib/x86_64-linux-gnu/libx.so")));
        assertThat(needs(host.linkedWith("liby.so", "libc.so.6").runpath("/opt"))).extracting(Need::alias)
                .containsOnly(Optional.empty());
    }

    @Test
    void origin_of_a_program_is_where_it_really_lies() throws IOException {
        host.put("/opt/app/bin/real", host.linkedWith("libx.so").runpath("$ORIGIN/../lib")).library("/opt/app/lib/libx.so");
        host.link("/usr/bin/linked", "/opt/app/bin/real");
        Path program = Path.of("/usr/bin/linked");
        ElfFile elf = ElfFile.read(root.resolve("opt/app/bin/real"));
        assertThat(new SharedObjects(host.tree()).of(program, elf)).extracting(need -> need.path().toString())
                .contains("/opt/app/bin/../lib/libx.so");
    }

    /** The loader of this very machine is asked, by ldd(1), and has to agree. */
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "ls", "ps", "ip", "mount", "top", "tar", "grep", "find", "perl", "ssh", "git", "gcc",
            "vi"})
    void the_real_loader_loads_the_same_libraries(String command) throws IOException, InterruptedException {
        Optional<Path> found = Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin").map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable).findFirst();
        assumeTrue(found.isPresent(), command + " is not on this machine");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ldd")), "this machine has no ldd");
        Path program = found.get();
        Process ldd = new ProcessBuilder("ldd", program.toString()).redirectErrorStream(true).start();
        String answer = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(ldd.waitFor() == 0, answer);
        Set<Path> theirs = new TreeSet<>();
        for (Matcher line = Pattern.compile("(/\\S+) \\(0x").matcher(answer); line.find(); ) {
            theirs.add(Path.of(line.group(1)).toRealPath());
        }

        Set<Path> ours = new TreeSet<>();
        for (Need need : new SharedObjects(HostTree.ofThisMachine()).of(program, ElfFile.read(program))) {
            ours.add(need.path().toRealPath());
        }
        assertThat(theirs).isNotEmpty();
        assertThat(ours).containsAll(theirs);
        ours.removeAll(theirs);
        assertThat(ours).as("what libc opens at run time is all there is beyond")
                .allMatch(path -> path.getFileName().toString().matches("libnss_.*|libgcc_s.*|libresolv.*"));
    }

    private List<Need> needs(ElfBytes program) throws IOException {
        Path file = program.writeTo(root, "/usr/bin/program");
        return new SharedObjects(host.tree()).of(Path.of("/usr/bin/program"), ElfFile.read(file));
    }

    private List<String> paths(ElfBytes program) throws IOException {
        return needs(program).stream().map(need -> need.path().toString()).toList();
    }
}
