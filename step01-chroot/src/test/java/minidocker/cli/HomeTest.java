package minidocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {
    @Test
    void roots_files_lie_in_var_and_run() {
        assertThat(Home.of(Map.of("HOME", "/root", "XDG_DATA_HOME", "/x"), 0))
                .isEqualTo(new Home(Path.of("/var/lib/mini-docker"), Path.of("/run/mini-docker")));
    }

    @Test
    void an_ordinary_users_lie_where_the_desktop_says() {
        assertThat(Home.of(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/data", "XDG_RUNTIME_DIR", "/run/user/1000"), 1000))
                .isEqualTo(new Home(Path.of("/data/mini-docker"), Path.of("/run/user/1000/mini-docker")));
    }

    @Test
    void or_in_the_users_home() {
        assertThat(Home.of(Map.of("HOME", "/home/me", "XDG_DATA_HOME", ""), 1000).data())
                .isEqualTo(Path.of("/home/me/.local/share/mini-docker"));
        assertThat(Home.of(Map.of("HOME", "/home/me"), 1000).run()).isNotEqualTo(Home.of(Map.of("HOME", "/home/me"), 1001).run());
    }

    @Test
    void one_variable_moves_both_and_may_be_relative() {
        assertThat(Home.of(Map.of("MINI_DOCKER_HOME", "/srv/md", "HOME", "/root"), 0))
                .isEqualTo(new Home(Path.of("/srv/md"), Path.of("/srv/md/run")));
        assertThat(Home.of(Map.of("MINI_DOCKER_HOME", "md"), 1000).data()).isAbsolute().endsWithRaw(Path.of("md"));
        assertThat(Home.of(Map.of("MINI_DOCKER_HOME", ""), 0).data()).isEqualTo(Path.of("/var/lib/mini-docker"));
    }

    @Test
    void the_default_root_filesystem_is_data() {
        assertThat(Home.of(Map.of(), 0).hostbox()).isEqualTo(Path.of("/var/lib/mini-docker/hostbox"));
    }
}
