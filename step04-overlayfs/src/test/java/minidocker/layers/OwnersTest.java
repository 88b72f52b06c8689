package minidocker.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import minidocker.namespaces.IdMapping;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final List<IdMapping> MAP = List.of(new IdMapping(0, 1000, 1), new IdMapping(1, 100_000, 65_536));

    @Test
    void an_ordinary_users_files_are_those_of_root_in_the_container() {
        assertThat(Owners.inside(MAP, 1000)).isZero();
        assertThat(Owners.inside(MAP, 100_000)).isEqualTo(1);
        assertThat(Owners.inside(MAP, 165_535)).isEqualTo(65_536);
    }

    @Test
    void who_is_not_in_the_map_and_all_of_roots_stay_as_they_are() {
        assertThat(Owners.inside(MAP, 0)).isZero();
        assertThat(Owners.inside(MAP, 165_536)).isEqualTo(165_536);
        assertThat(Owners.inside(null, 1000)).isEqualTo(1000);
    }
}
