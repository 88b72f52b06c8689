package minidocker.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import minidocker.layers.LayerPicture.Kind;
import minidocker.layers.LayerPicture.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerPictureTest {
    private final String file = UUID.randomUUID().toString();

    @Test
    void the_uppermost_layer_that_has_a_file_shows_it() {
        LayerPicture picture = new LayerPicture(List.of(file), List.of(new Row("top", Map.of()), new Row("middle", Map.of(file, Kind.FILE)),
                new Row("bottom", Map.of(file, Kind.FILE))));

        assertThat(picture.seen(file)).contains("middle");
        assertThat(picture.seen("another")).isEmpty();
    }

    @Test
    void a_whiteout_hides_what_is_below_it_and_nothing_that_is_above() {
        Row file = new Row("file", Map.of(this.file, Kind.FILE));
        Row gone = new Row("gone", Map.of(this.file, Kind.WHITEOUT));

        assertThat(new LayerPicture(List.of(this.file), List.of(gone, file)).seen(this.file)).isEmpty();
        assertThat(new LayerPicture(List.of(this.file), List.of(file, gone)).seen(this.file)).contains("file");
        assertThat(new LayerPicture(List.of(this.file), List.of(gone, file)).toString()).contains("no " + this.file, "whiteout");
    }

    @Test
    void a_file_is_drawn_once_for_each_layer_that_has_it_and_once_at_the_top() {
        LayerPicture picture = new LayerPicture(List.of(file), List.of(new Row("a & b", Map.of(file, Kind.FILE)),
                new Row("c", Map.of(file, Kind.FILE))));

        assertThat(picture.toString().split(">" + file + "<", -1)).hasSize(4);
        assertThat(picture.toString()).contains("a &amp; b");
    }

    @Test
    void folders_are_read_as_they_lie_on_the_disk(@TempDir Path folder) throws IOException {
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Path lower = Files.createDirectories(folder.resolve("lower/etc")).getParent();
        Files.createFile(lower.resolve("etc/" + file));

        try (Layer top = new Layer(upper); Layer bottom = new Layer(lower)) {
            LayerPicture picture = LayerPicture.of(List.of("upper", "lower"), List.of(top, bottom), List.of("etc/" + file, "none"));

            assertThat(picture.rows().get(0).has()).isEmpty();
            assertThat(picture.seen("etc/" + file)).contains("lower");
            assertThat(picture.seen("none")).isEmpty();
        }
    }
}
