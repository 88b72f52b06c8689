package minidocker.engine.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
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
    void layers_that_step_5_has_unpacked_without_owners_are_left_alone() throws Exception {
        try (UsersEngine engine = UsersEngine.ofOwnerOfManyIds()) {
            engine.out("run", "--rm", "hostbox", "true");
            try (var files = Files.find(engine.home.resolve("images/layers"), 3, (path, attributes) -> attributes.isDirectory()
                    && path.getFileName().toString().startsWith("fs"))) {
                assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("fs-mapped");
            }
        }
    }
}
