package minidocker.rootfs;

import static minidocker.rootfs.MadeUpHost.ARM;
import static minidocker.rootfs.MadeUpHost.LIBS;
import static minidocker.rootfs.MadeUpHost.LOADER;
import static minidocker.rootfs.MadeUpHost.PC;
import static minidocker.rootfs.MadeUpHost.PC_32;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import minidocker.rootfs.LoadedObject.FoundBy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    @TempDir
    private Path root;
    private MadeUpHost host;

    @BeforeEach
    void makeUpAHost() throws IOException {
        host = new MadeUpHost(root);
    }

    @Test
    void a_library_in_the_multiarch_folder_is_found() throws IOException {
        host.library(LIBS + "libx.so.1");
        assertThat(find("libx.so.1", program())).contains("/lib/x86_64-linux-gnu/libx.so.1 DEFAULT");
    }

    @Test
    void a_library_in_lib64_is_found() throws IOException {
        host.library("/usr/lib64/libx.so.1");
        assertThat(find("libx.so.1", program())).contains("/lib64/libx.so.1 DEFAULT");
    }

    @Test
    void what_is_nowhere_is_not_found() {
        assertThat(find("libx.so.1", program())).isEmpty();
    }

    @Test
    void a_library_of_another_machine_or_class_is_passed_over() throws IOException {
        host.text("/etc/ld.so.conf", "/opt/arm\n/opt/pc32\n/opt/pc\n");
        host.put("/opt/arm/libx.so", ElfBytes.of(ARM)).put("/opt/pc32/libx.so", ElfBytes.of(PC_32))
                .put("/opt/pc/libx.so", ElfBytes.of(PC));
        assertThat(find("libx.so", program())).contains("/opt/pc/libx.so CONFIGURATION");
    }

    @Test
    void a_linker_script_and_a_folder_of_that_name_are_passed_over() throws IOException {
        host.text("/etc/ld.so.conf", "/opt/a\n/opt/b\n/opt/c\n");
        host.text("/opt/a/libx.so", "INPUT(-lx)").text("/opt/b/libx.so/nothing", "").library("/opt/c/libx.so");
        assertThat(find("libx.so", program())).contains("/opt/c/libx.so CONFIGURATION");
    }

    @Test
    void runpath_comes_before_the_configured_and_built_in_folders() throws IOException {
        host.text("/etc/ld.so.conf", "/opt/configured\n");
        host.library("/opt/mine/libx.so").library("/opt/configured/libx.so").library(LIBS + "libx.so");
        assertThat(find("libx.so", program().runpath("/opt/none:/opt/mine"))).contains("/opt/mine/libx.so RUNPATH");
        assertThat(find("libx.so", program())).contains("/opt/configured/libx.so CONFIGURATION");
    }

    @Test
    void rpath_does_not_count_beside_runpath() throws IOException {
        host.library("/opt/r/libx.so").library("/opt/run/libx.so").library("/opt/r/liby.so");
        assertThat(find("libx.so", program().rpath("/opt/r"))).contains("/opt/r/libx.so RPATH");
        assertThat(find("libx.so", program().rpath("/opt/r").runpath("/opt/run"))).contains("/opt/run/libx.so RUNPATH");
        assertThat(find("liby.so", program().rpath("/opt/r").runpath("/opt/run"))).isEmpty();
    }

    @Test
    void the_programs_rpath_serves_its_libraries_too_but_its_runpath_does_not() throws IOException {
        host.library("/opt/mine/libx.so");
        assertThat(findForLibraryOf(program().rpath("/opt/mine"), ElfBytes.of(PC))).contains("/opt/mine/libx.so RPATH");
        assertThat(findForLibraryOf(program().runpath("/opt/mine"), ElfBytes.of(PC))).isEmpty();
        assertThat(findForLibraryOf(program().rpath("/opt/mine"), ElfBytes.of(PC).runpath("/opt/other"))).isEmpty();
        assertThat(findForLibraryOf(program().rpath("/opt/mine").runpath("/opt/other"), ElfBytes.of(PC))).isEmpty();
    }

    @Test
    void origin_lib_and_platform_are_filled_in_with_and_without_braces() throws IOException {
        host.library("/opt/app/lib/libx.so").library("/opt/app/x86_64/liby.so").library("/opt/app/lib64/libz.so")
                .library("/opt/app/lib/x86_64-linux-gnu/libw.so");
        assertThat(find("libx.so", program().runpath("$ORIGIN/../lib"))).contains("/opt/app/bin/../lib/libx.so RUNPATH");
        assertThat(find("libx.so", program().rpath("${ORIGIN}/../lib"))).contains("/opt/app/bin/../lib/libx.so RPATH");
        assertThat(find("liby.so", program().runpath("/opt/app/$PLATFORM"))).contains("/opt/app/x86_64/liby.so RUNPATH");
        assertThat(find("libz.so", program().runpath("/opt/app/$LIB"))).contains("/opt/app/lib64/libz.so RUNPATH");
        assertThat(find("libw.so", program().runpath("/opt/app/${LIB}")))
                .contains("/opt/app/lib/x86_64-linux-gnu/libw.so RUNPATH");
        assertThat(find("libx.so", program().runpath("$ORIGINAL/../lib"))).isEmpty();
    }

    @Test
    void empty_and_relative_folders_of_a_runpath_are_left_out() throws IOException {
        host.library("/libx.so").library("/lib-x/libx.so");
        assertThat(find("libx.so", program().runpath(":lib-x::"))).isEmpty();
    }

    @Test
    void a_name_with_a_slash_is_a_path() throws IOException {
        host.library("/opt/app/bin/libx.so").library(LIBS + "libx.so");
        assertThat(find("/opt/app/bin/libx.so", program())).contains("/opt/app/bin/libx.so PATH");
        assertThat(find("$ORIGIN/libx.so", program())).contains("/opt/app/bin/libx.so PATH");
        assertThat(find("/opt/libx.so", program())).isEmpty();
    }

    @Test
    void the_configuration_includes_other_files_in_the_order_of_their_names() throws IOException {
        host.text("/etc/ld.so.conf", "include ld.so.conf.d/*.conf   # those of the packages\n\n/opt/last\n");
        host.text("/etc/ld.so.conf.d/b.conf", "/opt/b\n").text("/etc/ld.so.conf.d/a.conf", "  # ours\n\t/opt/a  \n")
                .text("/etc/ld.so.conf.d/.hidden.conf", "/opt/hidden\n").text("/etc/ld.so.conf.d/c.other", "/opt/other\n");
        assertThat(LoaderConfiguration.glibc(host.tree()))
                .containsExactly(Path.of("/opt/a"), Path.of("/opt/b"), Path.of("/opt/last"));
    }

    @Test
    void configuration_files_that_include_each_other_are_read_once() throws IOException {
        host.text("/etc/ld.so.conf", "include /etc/x/*/[ab].conf\n/opt/main\nhwcap 0 nosegneg\n/opt/old=libc5\n");
        host.text("/etc/x/1/a.conf", "include ../../ld.so.conf /etc/ld.so.conf\n/opt/a\n")
                .text("/etc/x/2/b.conf", "/opt/b\n/opt/a\n");
        assertThat(LoaderConfiguration.glibc(host.tree()).stream().distinct().toList())
                .containsExactlyInAnyOrder(Path.of("/opt/a"), Path.of("/opt/b"), Path.of("/opt/main"), Path.of("/opt/old"));
    }

    @Test
    void without_a_configuration_none_is_missed() {
        assertThat(LoaderConfiguration.glibc(host.tree())).isEmpty();
    }

    @Test
    void musl_has_its_own_folders_and_brings_libc_along() throws IOException {
        host.text("/etc/ld.so.conf", "/opt/glibc\n").library("/opt/glibc/libx.so").library("/usr/local/lib/liby.so");
        LibrarySearch musl = search("/lib/ld-musl-x86_64.so.1");
        LoadedObject program = loaded(program());
        assertThat(musl.find("libx.so", program)).isEmpty();
        assertThat(musl.find("liby.so", program)).isPresent();
        assertThat(musl.isInLoader("libc.so")).isTrue();
        assertThat(musl.isInLoader("libc.musl-x86_64.so.1")).isTrue();
        assertThat(musl.isInLoader("libcrypt.so.1")).isFalse();
        assertThat(search(LOADER).isInLoader("libc.so.6")).isFalse();

        host.text("/etc/ld-musl-x86_64.path", "/opt/one:/opt/glibc\n");
        assertThat(search("/lib/ld-musl-x86_64.so.1").find("libx.so", program)).isPresent();
        assertThat(search("/lib/ld-musl-x86_64.so.1").find("liby.so", program)).isEmpty();
    }

    @Test
    void musl_passes_a_runpath_on_to_the_libraries() throws IOException {
        host.library("/opt/mine/libx.so");
        LoadedObject program = loaded(program().runpath("/opt/mine"));
        LoadedObject library = new LoadedObject(Path.of("/lib/liba.so"), Path.of("/lib"), read(ElfBytes.of(PC)), FoundBy.DEFAULT,
                Optional.of(program));
        assertThat(search("/lib/ld-musl-x86_64.so.1").find("libx.so", library)).isPresent();
    }

    private ElfBytes program() {
        return host.linkedWith("libx.so");
    }

    private LibrarySearch search(String loader) {
        return new LibrarySearch(host.tree(), PC, Path.of(loader));
    }

    /** The path and what found it, for a program /opt/app/bin/program. */
    private Optional<String> find(String name, ElfBytes program) {
        try {
            return search(LOADER).find(name, loaded(program)).map(found -> found.path() + " " + found.how());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<String> findForLibraryOf(ElfBytes program, ElfBytes library) throws IOException {
        LoadedObject needing = new LoadedObject(Path.of("/lib/liba.so"), Path.of("/lib"), read(library), FoundBy.DEFAULT,
                Optional.of(loaded(program)));
        return search(LOADER).find("libx.so", needing).map(found -> found.path() + " " + found.how());
    }

    private LoadedObject loaded(ElfBytes program) throws IOException {
        program.writeTo(root, "/opt/app/bin/program");
        return new LoadedObject(Path.of("/opt/app/bin/program"), Path.of("/opt/app/bin"), read(program), FoundBy.PATH,
                Optional.empty());
    }

    private ElfFile read(ElfBytes elf) throws IOException {
        return ElfFile.read(elf.writeTo(root, "/tmp/elf"));
    }
}
