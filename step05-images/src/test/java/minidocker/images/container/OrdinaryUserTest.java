package minidocker.images.container;

import static org.assertj.core.api.Assertions.assertThat;

import minidocker.images.Main;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.OrdinaryUser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images in the hands of an ordinary user, who is root of a user namespace. */
@Tag("unprivileged")
@Timeout(240)
class OrdinaryUserTest {
    private Result run(String... arguments) {
        return OrdinaryUser.commandLine(Main.class).run(arguments);
    }

    @Test
    void an_image_that_the_user_has_made_is_roots_in_the_container_and_for_others() {
        Result first = run("run", "hostbox", "sh", "-c", "ls -ldn /etc | cut -d' ' -f3,4; echo x > /etc/hosts && echo written");
        assertThat(first.err()).as("nothing was left out").startsWith("mini-docker: made the image hostbox").hasLineCount(1);
        assertThat(first).extracting(Result::code, Result::out).containsExactly(0, "0 0\nwritten\n");
        assertThat(run("info", "-f", "{{.SecurityOptions}}").out()).isEqualTo("[name=rootless]\n");
    }
}
