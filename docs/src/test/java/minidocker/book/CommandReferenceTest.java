package minidocker.book;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandReferenceTest {
    @Test
    void commands_are_found_in_every_list_of_a_help_text_and_options_are_not() {
        assertThat(CommandReference.commands("""
                Usage:  mini-docker [OPTIONS] COMMAND

                Common Commands:
                  run         Create and run a new container from an image

                Management Commands:
                  container   Manage containers

                Commands:
                  attach      Attach local standard input
                              and output
                  rename

                Global Options:
                  -D, --debug              Add the stack trace
                """)).containsExactly("run", "attach", "rename", "container");
    }

    @Test
    void a_list_at_the_end_of_a_step_s_help_has_names_with_their_aliases() {
        assertThat(CommandReference.commands("Usage: mini-docker image COMMAND\nCommands:\n  ls, list  List images.\n  rm   Remove.\n"))
                .containsExactly("ls", "rm");
    }
}
