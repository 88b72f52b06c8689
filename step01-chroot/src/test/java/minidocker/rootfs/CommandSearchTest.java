package minidocker.rootfs;

import static minidocker.rootfs.MadeUpHost.PC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import minidocker.cli.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandSearchTest {
    @TempDir
    private Path root;
    private MadeUpHost host;

    @BeforeEach
    void makeUpAHost() throws IOException {
        host = new MadeUpHost(root);
    }

    @Test
    void the_first_folder_of_path_that_has_it_wins_and_the_standard_ones_come_after_all() throws IOException {
        host.put("/opt/bin/tool", ElfBytes.of(PC)).put("/usr/bin/tool", ElfBytes.of(PC)).put("/usr/sbin/other", ElfBytes.of(PC));
        assertThat(host.commands("/none", "/opt/bin", "/usr/bin").find("tool")).hasToString("/opt/bin/tool");
        assertThat(host.commands("/opt/bin").find("other")).hasToString("/usr/sbin/other");
        assertThat(CommandSearch.of(host.tree(), null).find("tool")).hasToString("/usr/bin/tool");
    }

    @Test
    void relative_and_empty_folders_of_path_are_left_out() {
        assertThat(CommandSearch.of(host.tree(), ":.:bin:/opt/x:").folders()).first().hasToString("/opt/x");
    }

    @Test
    void what_is_not_executable_is_passed_over_when_another_folder_has_it() throws IOException {
        host.text("/opt/bin/tool", "x").text("/opt/dir/tool/x", "x").put("/usr/bin/tool", ElfBytes.of(PC));
        assertThat(host.commands("/opt/bin", "/opt/dir").find("tool")).hasToString("/usr/bin/tool");
    }

    @Test
    void each_mistake_is_named() throws IOException {
        host.text("/opt/bin/notes", "x").text("/opt/bin/folder/x", "x").link("/opt/bin/loop", "loop")
                .link("/opt/bin/dangling", "gone");
        refused("nonesuch", "no command 'nonesuch' on this machine");
        refused("notes", "/opt/bin/notes is not executable (chmod +x makes it so)");
        refused("/opt/bin/notes", "/opt/bin/notes is not executable");
        refused("folder", "/opt/bin/folder is a directory, not a program");
        refused("/opt/bin/folder", "/opt/bin/folder is a directory, not a program");
        refused("/opt/bin/none", "/opt/bin/none does not exist");
        refused("/opt/bin/loop", "/opt/bin/loop does not exist");
        refused("dangling", "no command 'dangling' on this machine");
        refused("", "an empty word is no command");
        refused(" ", "an empty word is no command");
        refused("a\0b", "cannot be the name of a file");
    }

    @Test
    void a_device_is_no_program() {
        assertThatThrownBy(() -> CommandSearch.of(HostTree.ofThisMachine(), null).find("/dev/null")).isInstanceOf(UserError.class)
                .hasMessage("/dev/null is a special file, not a program");
    }

    private void refused(String command, String sentence) {
        assertThatThrownBy(() -> host.commands("/opt/bin").find(command)).as(command).isInstanceOf(UserError.class)
                .hasMessageContaining(sentence);
    }
}
