package minidocker.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.flags.Flag;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManualPagesTest {
    @TempDir
    private Path folder;

    private static String shown(Path page) throws Exception {
        Needs.command("man", "man-db");
        return Needs.output("env", "LC_ALL=C.UTF-8", "MANWIDTH=500", "MAN_KEEP_FORMATTING=", "man", "--warnings", "-E", "UTF-8", "-l",
                page.toString());
    }

    @Test
    void every_command_has_a_page_with_all_its_options() {
        Map<String, String> pages = ManualPages.all();
        for (String name : CommandTable.top()) {
            assertThat(pages).containsKey("mini-docker-" + name + ".1");
            Command command = CommandTable.make(name);
            if (command != null) {
                String page = pages.get("mini-docker-" + name + ".1");
                String full = page.startsWith(".so man1/") ? pages.get(page.substring(".so man1/".length()).strip()) : page;
                assertThat(command.flags().all()).filteredOn(flag -> !flag.isHidden()).extracting(Flag::name)
                        .allSatisfy(option -> assertThat(full).contains("\\-\\-" + ((String) option).replace("-", "\\-")));
            }
        }
        for (String group : CommandTable.GROUPS) {
            CommandTable.of(group).forEach(name -> assertThat(pages).containsKey("mini-docker-" + name.replace(' ', '-') + ".1"));
        }
    }

    @Test
    void man_has_nothing_to_complain_of_and_shows_them() throws Exception {
        ManualPages.write(folder);
        for (String name : List.of("mini-docker", "mini-docker-container-run", "mini-docker-container", "mini-docker-daemon",
                "mini-docker-image-prune", "mini-docker-man")) {
            String text = shown(folder.resolve("man1").resolve(name + ".1"));
            assertThat(text.lines().findFirst().orElse("")).startsWith(name.toUpperCase(java.util.Locale.ROOT) + "(1)");
            assertThat(text).contains("NAME", "SYNOPSIS", "DESCRIPTION").doesNotContain("warning", "<standard input>", "\\-");
        }
        assertThat(shown(folder.resolve("man1/mini-docker-container-run.1"))).contains("--explain", "-i, --interactive", "[OPTIONS] IMAGE");
    }

    @Test
    void man_finds_a_command_by_its_short_name() throws Exception {
        Needs.command("man", "man-db");
        ManualPages.write(folder);
        assertThat(Files.readString(folder.resolve("man1/mini-docker-ps.1"))).isEqualTo(".so man1/mini-docker-container-ls.1\n");
        assertThat(Needs.output("env", "MANPATH=" + folder, "LC_ALL=C.UTF-8", "man", "mini-docker-ps")).contains("List containers");
    }
}
