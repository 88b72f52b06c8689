package minidocker.engine.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;

/** With a range of IDs a container has all the users that its image speaks of. */
class ManyIdsTest {

    @Test
    void files_keep_their_owners_and_go_again() throws Exception {
        try (UsersEngine engine = UsersEngine.ofOwnerOfManyIds()) {
            int other = ThreadLocalRandom.current().nextInt(100, 60_000);
            int group = ThreadLocalRandom.current().nextInt(100, 60_000);
            engine.out("run", "--name", "made", "hostbox", "sh", "-c",
                    "mkdir /closed; echo secret > /closed/file; chown -R " + other + ":" + group + " /closed; chmod 700 /closed");
            engine.out("commit", "made", "owned");
            engine.out("rm", "made");
            String listed = engine.out("run", "--rm", "owned", "ls", "-ln", "/closed/file");
            assertThat(listed.split(" +")[2]).isEqualTo(Integer.toString(other));
            assertThat(listed.split(" +")[3]).isEqualTo(Integer.toString(group));
            assertThat(engine.out("run", "--rm", "-u", other + ":" + group, "owned", "cat", "/closed/file")).isEqualTo("secret");
            assertThat(engine.out("run", "--rm", "-u", "1234", "owned", "id", "-u")).isEqualTo("1234");
            if (Needs.isRoot()) {
                int own = (Integer) Files.getAttribute(engine.home, "unix:uid");
                assertThat(UsersEngine.owners(engine.home)).as("on the disk").hasSize(2).contains(own).doesNotContain(other, 0);
                engine.out("system", "prune", "-af");
                assertThat(UsersEngine.owners(engine.home)).containsExactly(own);
            }
        }
    }

    @Test
    void step_5_uses_the_same_images_and_neither_minds_what_the_other_has_unpacked() throws Exception {
        try (UsersEngine engine = UsersEngine.ofOwnerOfManyIds()) {
            engine.out("run", "--name", "made", "hostbox", "sh", "-c", "mkdir /closed; touch /closed/file; chown -R 33:33 /closed; "
                    + "chmod 700 /closed");
            engine.out("commit", "made", "owned");
            engine.out("rm", "made");
            engine.out("run", "--rm", "owned", "true");
            Result owner = engine.stepFive().run("run", "--no-limits", "owned", "stat", "-c", "%u", "/closed");
            assertThat(owner.out()).as(owner.err()).isEqualTo("33\n");
            assertThat(engine.out("run", "--rm", "owned", "stat", "-c", "%u", "/closed")).isEqualTo("33");
            // In there are files that this user, without the engine, cannot remove.
            assertThat(engine.stepFive().run("rmi", "owned").code()).isZero();
            assertThat(engine.stepFive().run("run", "--no-limits", "hostbox", "echo", "well").out()).isEqualTo("well\n");
            engine.out("system", "prune", "-af");
            for (String folder : List.of("sha256", "sha512")) {
                assertThat(engine.home.resolve("images/layers").resolve(folder)).isEmptyDirectory();
            }
        }
    }
}
