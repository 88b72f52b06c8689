package minidocker.rootfs;

import static minidocker.rootfs.MadeUpHost.ARM;
import static minidocker.rootfs.MadeUpHost.LIBS;
import static minidocker.rootfs.MadeUpHost.LOADER;
import static minidocker.rootfs.MadeUpHost.PC;
import static minidocker.rootfs.MadeUpHost.PC_32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import minidocker.rootfs.RootfsEntry.Directory;
import minidocker.rootfs.RootfsEntry.HardLink;
import minidocker.rootfs.RootfsEntry.HostFile;
import minidocker.rootfs.RootfsEntry.Link;
import minidocker.rootfs.RootfsEntry.TextFile;
import minidocker.cli.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootfsPlannerTest {
    @TempDir
    private Path root;
    private MadeUpHost host;

    @BeforeEach
    void makeUpAHost() throws IOException {
        host = new MadeUpHost(root);
        host.program("/usr/bin/dash", "libc.so.6").link("/usr/bin/sh", "dash");
    }

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterEach
    void removeTheFolder() throws IOException {
        TreeRemoval.remove(root);
    }

    @Test
    void the_directories_and_files_that_programs_expect_are_there() {
        RootfsPlan plan = plan();
        assertThat(entry(plan, "/tmp")).isInstanceOfSatisfying(Directory.class, tmp -> assertThat(tmp.mode()).isEqualTo(01777));
        assertThat(entry(plan, "/root")).isInstanceOfSatisfying(Directory.class, home -> assertThat(home.mode()).isEqualTo(0700));
        assertThat(List.of("/proc", "/sys", "/dev", "/run", "/home", "/var/tmp", "/etc"))
                .allMatch(path -> entry(plan, path) instanceof Directory);
        assertThat(entry(plan, "/etc/passwd")).isInstanceOfSatisfying(TextFile.class,
                passwd -> assertThat(passwd.text()).contains("root:x:0:0:").contains("nobody:x:65534:65534:"));
        assertThat(List.of("/etc/group", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/nsswitch.conf"))
                .allMatch(path -> entry(plan, path) instanceof TextFile);
    }

    @Test
    void the_system_says_of_which_other_it_was_made() throws IOException {
        host.text("/usr/lib/os-release", "NAME=x\nPRETTY_NAME=\"Made \\\"Up\\\" $(1)\"\n")
                .link("/etc/os-release", "../usr/lib/os-release");
        assertThat(entry(plan(), "/etc/os-release")).isInstanceOfSatisfying(TextFile.class,
                file -> assertThat(file.text()).contains("from the programs of Made Up (1)\""));
    }

    @Test
    void a_shell_that_is_a_link_comes_with_the_link_the_loader_and_the_libraries() {
        RootfsPlan plan = plan();
        assertThat(entry(plan, "/bin")).isEqualTo(new Link(Path.of("/bin"), Path.of("usr/bin"), "a folder as on the host"));
        assertThat(entry(plan, "/usr/bin/sh"))
                .isInstanceOfSatisfying(Link.class, sh -> assertThat(sh.target()).hasToString("dash"));
        assertCopied(plan, "/usr/bin/dash", LIBS + "libc.so.6", LIBS + "ld-linux-x86-64.so.2");
        assertThat(entry(plan, "/lib64")).isInstanceOf(Link.class);
        assertThat(entry(plan, "/usr" + LOADER)).isInstanceOfSatisfying(Link.class,
                loader -> assertThat(loader.target()).hasToString("../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"));
    }

    @Test
    void every_link_of_a_chain_is_kept() throws IOException {
        host.program("/opt/vim/bin/vim.basic", "libc.so.6").link("/etc/alternatives/vi", "/opt/vim/bin/vim.basic")
                .link("/usr/bin/vi", "../../etc/alternatives/vi");
        RootfsPlan plan = plan();
        assertThat(entry(plan, "/usr/bin/vi")).isInstanceOf(Link.class);
        assertThat(entry(plan, "/etc/alternatives/vi")).isInstanceOf(Link.class);
        assertCopied(plan, "/opt/vim/bin/vim.basic");
    }

    @Test
    void folders_that_are_links_on_the_host_stay_links_whatever_lies_in_them() throws IOException {
        Files.createDirectories(root.resolve("data/home/me"));
        host.link("/home", "data/home").link("/usr/local", "/data/local").program("/data/home/me/tool", "libc.so.6");
        RootfsPlan plan = plan("/home/me/tool");
        assertThat(entry(plan, "/home")).isInstanceOf(Link.class);
        assertThat(entry(plan, "/data/home")).isInstanceOf(Directory.class);
        assertThat(entry(plan, "/usr/local")).isInstanceOf(Link.class);
        assertThat(entry(plan, "/data/local/bin")).isInstanceOf(Directory.class);
        assertThat(entry(plan, "/data/local/bin/tool")).isInstanceOfSatisfying(Link.class,
                link -> assertThat(link.target()).hasToString("/home/me/tool"));
    }

    @Test
    void the_folder_that_a_runpath_leaves_by_two_dots_exists_in_the_new_root() throws IOException {
        host.put("/opt/app/bin/tool", host.linkedWith("libx.so").runpath("$ORIGIN/plugins/../../lib"))
                .library("/opt/app/lib/libx.so");
        Files.createDirectories(root.resolve("opt/app/bin/plugins"));
        RootfsPlan plan = plan("/opt/app/bin/tool");
        assertThat(entry(plan, "/opt/app/bin/plugins")).isInstanceOf(Directory.class);
        assertCopied(plan, "/opt/app/lib/libx.so");
    }

    @Test
    void a_static_program_is_taken_alone() throws IOException {
        int before = plan().files();
        host.put("/usr/bin/alone", ElfBytes.of(PC).type(2));
        assertThat(plan("alone").files()).isEqualTo(before + 1);
    }

    @Test
    void a_library_of_one_programs_own_never_takes_the_place_of_the_systems() throws IOException {
        host.library("/opt/own/lib/libz.so").library(LIBS + "libz.so").program("/usr/bin/second", "libz.so", "libc.so.6");
        host.put("/opt/own/first", host.linkedWith("libz.so", "libc.so.6").runpath("$ORIGIN/lib"));
        assertCopied(plan("/opt/own/first", "second"), LIBS + "libz.so", "/opt/own/lib/libz.so");
        assertCopied(plan("second", "/opt/own/first"), LIBS + "libz.so", "/opt/own/lib/libz.so");
        assertThat(entry(plan("/opt/own/first"), LIBS + "libz.so")).isInstanceOf(Link.class);
    }

    @Test
    void a_command_from_elsewhere_can_be_called_by_its_name() throws IOException {
        host.program("/opt/x/mine", "libc.so.6");
        RootfsPlan plan = new RootfsPlanner(host.tree(), host.commands("/opt/x"), PC).plan(List.of("mine"));
        assertThat(entry(plan, "/usr/local/bin/mine")).isInstanceOfSatisfying(Link.class,
                link -> assertThat(link.target()).hasToString("/opt/x/mine"));
        assertCopied(plan, "/opt/x/mine");
    }

    @Test
    void a_command_from_elsewhere_does_not_hide_one_of_the_same_name() throws IOException {
        host.program("/opt/x/sh", "libc.so.6");
        assertThat(plan("/opt/x/sh").entries()).doesNotContainKey(Path.of("/usr/local/bin/sh"));
    }

    @Test
    void a_script_brings_its_interpreter_with_all_that_it_needs() throws IOException {
        host.program("/opt/lua/bin/lua", "libm.so.6").library(LIBS + "libm.so.6")
                .script("/usr/bin/tool", "#!/opt/lua/bin/lua -x\n");
        assertCopied(plan("tool"), "/usr/bin/tool", "/opt/lua/bin/lua", LIBS + "libm.so.6");
    }

    @Test
    void a_script_for_env_brings_env_and_what_env_starts() throws IOException {
        host.program("/usr/bin/env", "libc.so.6").program("/opt/py/python3", "libc.so.6");
        host.script("/usr/bin/tool", "#!/usr/bin/env python3\nprint()\n");
        RootfsPlan plan = new RootfsPlanner(host.tree(), host.commands("/opt/py"), PC).plan(List.of("tool"));
        assertCopied(plan, "/usr/bin/tool", "/usr/bin/env", "/opt/py/python3");
        assertThat(entry(plan, "/usr/local/bin/python3")).as("PATH has /opt/py no more").isInstanceOf(Link.class);
        assertThat(plan.notes()).anyMatch(note -> note.contains("the modules that python3 loads while it runs are not in there"));
    }

    @Test
    void a_script_may_be_the_interpreter_of_a_script_but_not_of_itself() throws IOException {
        host.script("/usr/bin/inner", "#!/bin/sh\n").script("/usr/bin/outer", "#!/usr/bin/inner\n")
                .script("/usr/bin/loop", "#!/usr/bin/loop\n");
        assertCopied(plan("outer"), "/usr/bin/outer", "/usr/bin/inner", "/usr/bin/dash");
        assertThatThrownBy(() -> plan("loop")).isInstanceOf(UserError.class).hasMessageContaining("the kernel gives up here");
    }

    @Test
    void what_cannot_be_taken_along_is_named_with_the_reason() throws IOException {
        host.put("/usr/bin/foreign", ElfBytes.of(ARM).interpreter("/lib/ld-linux-aarch64.so.1"))
                .put("/usr/bin/object", ElfBytes.of(PC).type(1)).script("/usr/bin/plain", "echo hello\n")
                        .script("/usr/bin/empty", "")
                .script("/usr/bin/orphan", "#!/opt/none\n").script("/usr/bin/orphan2", "#!/usr/bin/env none\n")
                .script("/usr/bin/windows", "#!/bin/sh\r\n").script("/usr/bin/relative", "#!sh\n")
                .program("/usr/bin/lacking", "libnone.so.7").program("/usr/bin/env");
        refused("none", "no command 'none' on this machine");
        refused("/usr/bin", "/usr/bin is a directory, not a program");
        refused("foreign", "/usr/bin/foreign is made for aarch64, this machine is x86-64");
        refused("object", "/usr/bin/object is a relocatable object, not a program");
        refused("plain", "/usr/bin/plain is neither an ELF program nor a script");
        refused("empty", "/usr/bin/empty is neither an ELF program nor a script");
        refused("orphan", "/usr/bin/orphan is a script for /opt/none, but /opt/none does not exist");
        refused("orphan2", "/usr/bin/orphan2 is a script for none, but no command 'none'");
        refused("windows", "line ends of Windows");
        refused("relative", "/usr/bin/relative is a script for sh: only an interpreter with its whole path");
        refused("lacking", "/usr/bin/lacking needs the x86-64 library libnone.so.7");
    }

    @Test
    void what_the_kernel_makes_up_is_not_copied() {
        HostTree tree = HostTree.ofThisMachine();
        RootfsPlanner planner = new RootfsPlanner(tree, CommandSearch.of(tree, null), ElfArchitecture.ofThisMachine());
        assertThatThrownBy(() -> planner.plan(List.of("/proc/self/exe"))).isInstanceOf(UserError.class)
                .hasMessageContaining("lies in a file system that the kernel makes up (/proc/self)");
    }

    @Test
    void a_32_bit_program_comes_along_on_x86_64() throws IOException {
        host.put("/lib/ld-linux.so.2", ElfBytes.of(PC_32))
                .put("/usr/lib/i386-linux-gnu/libc.so.6", ElfBytes.of(PC_32).soname("libc.so.6"))
                .put("/usr/bin/old", ElfBytes.of(PC_32).interpreter("/lib/ld-linux.so.2").needs("libc.so.6"));
        assertCopied(plan("old"), "/usr/bin/old", "/usr/lib/ld-linux.so.2", "/usr/lib/i386-linux-gnu/libc.so.6");
    }

    @Test
    void busybox_fills_the_gaps_and_no_others() throws IOException {
        host.program("/usr/bin/ls", "libc.so.6").script("/usr/bin/busybox", "#!/bin/sh\nprintf 'ls\\nps\\nip\\nreboot\\n'\n");
        RootfsPlan plan = plan();
        assertCopied(plan, "/usr/bin/ls", "/usr/bin/busybox");
        assertThat(entry(plan, "/usr/bin/ps")).isInstanceOfSatisfying(Link.class,
                ps -> assertThat(ps.target()).hasToString("/usr/bin/busybox"));
        assertThat(entry(plan, "/usr/bin/ip")).isInstanceOf(Link.class);
        assertThat(plan.entries()).doesNotContainKeys(Path.of("/usr/bin/reboot"), Path.of("/usr/bin/mount"));
        assertThat(plan.notes()).singleElement().asString().contains(" mount,").doesNotContain(" ps,", " ls,")
                .contains("busybox");
    }

    @Test
    void busybox_is_the_shell_of_a_machine_without_one() throws IOException {
        Files.delete(root.resolve("usr/bin/sh"));
        host.put("/usr/bin/busybox", ElfBytes.of(PC).type(2));
        RootfsPlan plan = plan();
        assertThat(entry(plan, "/usr/bin/sh")).as("one that cannot be asked is taken to have the usual tools")
                .isInstanceOfSatisfying(Link.class, sh -> assertThat(sh.target()).hasToString("/usr/bin/busybox"));
    }

    @Test
    void a_default_tool_that_would_not_run_is_left_to_busybox() throws IOException {
        host.program("/usr/bin/ps", "libnone.so.7").script("/usr/bin/busybox", "#!/bin/sh\necho ps\n");
        assertThat(entry(plan(), "/usr/bin/ps")).isInstanceOf(Link.class);
    }

    @Test
    void without_busybox_the_missing_tools_are_told() {
        assertThat(plan().notes()).singleElement().asString().startsWith("not on this machine and so not in there: ls, cat,")
                .contains("install busybox-static");
    }

    @Test
    void a_file_with_several_names_stays_one() throws IOException {
        host.program("/usr/bin/gzip", "libc.so.6");
        Files.createLink(root.resolve("usr/bin/gunzip"), root.resolve("usr/bin/gzip"));
        RootfsPlan plan = plan("gunzip");
        assertThat(entry(plan, "/usr/bin/gunzip")).isInstanceOfSatisfying(HardLink.class,
                name -> assertThat(name.first()).hasToString("/usr/bin/gzip"));
    }

    @Test
    void terminal_descriptions_come_from_the_first_folder_that_has_them() throws IOException {
        host.text("/usr/share/terminfo/x/xterm", "x").text("/lib/terminfo/x/xterm", "x").text("/usr/share/terminfo/v/vt100", "x");
        RootfsPlan plan = plan();
        assertCopied(plan, "/usr/lib/terminfo/x/xterm", "/usr/share/terminfo/v/vt100");
        assertThat(plan.entries()).doesNotContainKey(Path.of("/usr/share/terminfo/x/xterm"));
    }

    @Test
    void a_host_without_merged_usr_is_taken_as_it_is(@TempDir Path other) throws IOException {
        ElfBytes.of(PC).type(2).writeTo(other, "/bin/sh");
        HostTree tree = new HostTree(other);
        RootfsPlan plan = new RootfsPlanner(tree, CommandSearch.of(tree, null), PC).plan(List.of());
        assertThat(entry(plan, "/bin")).isInstanceOf(Directory.class);
        assertCopied(plan, "/bin/sh");
        assertThat(plan.entries()).doesNotContainKey(Path.of("/lib64"));
    }

    @Test
    void the_explanation_has_a_line_for_each_entry_with_its_reason() {
        RootfsPlan plan = plan();
        assertThat(plan.explain().lines()).hasSameSizeAs(plan.entries().values())
                .anyMatch(line -> line.matches("copy +/usr/lib/x86_64-linux-gnu/libc.so.6 +needed by /bin/sh"))
                .anyMatch(line -> line.matches("link +/usr/bin/sh -> dash .+"));
    }

    private RootfsPlan plan(String... with) {
        return host.planner().plan(List.of(with));
    }

    private void refused(String command, String sentence) {
        assertThatThrownBy(() -> plan(command)).as(command).isInstanceOf(UserError.class)
                .hasMessageStartingWith("cannot take '" + command + "' along: ").hasMessageContaining(sentence);
    }

    private static RootfsEntry entry(RootfsPlan plan, String path) {
        return plan.entries().get(Path.of(path));
    }

    private static void assertCopied(RootfsPlan plan, String... paths) {
        for (String path : paths) {
            assertThat(entry(plan, path)).as(path).isInstanceOf(HostFile.class);
        }
    }
}
