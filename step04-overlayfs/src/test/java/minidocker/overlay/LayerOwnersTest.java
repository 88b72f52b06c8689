package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import minidocker.layers.FileOwner;
import minidocker.namespaces.IdMapping;
import minidocker.namespaces.UserMaps;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever unpacked the layers here is user 300000, and has 1000 more IDs from 400000 on. */
@Tag("kernel")
class LayerOwnersTest {
    private static final int USER = 300_000;
    private static final int OTHERS = 400_000;
    private final UserMaps maps = new UserMaps(List.of(new IdMapping(0, USER, 1), new IdMapping(1, OTHERS, 1000)),
            List.of(new IdMapping(0, USER, 1), new IdMapping(1, OTHERS, 1000)));

    @TempDir
    Path host;
    private Path layer;

    @BeforeEach
    void makeALayer() throws IOException {
        Needs.root();
        layer = made(Files.createDirectory(host.resolve("layer")));
    }

    private static Path made(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", USER, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", USER, LinkOption.NOFOLLOW_LINKS);
        return file;
    }

    private static String owner(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) + ":"
                + Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void files_belong_to_the_users_of_the_map_and_keep_their_modes() throws IOException {
        Path folder = made(Files.createDirectory(layer.resolve("folder")));
        Path program = made(Files.createFile(folder.resolve("program")));
        Path link = made(Files.createSymbolicLink(layer.resolve("link"), Path.of("folder/program")));
        assertThat(LayerOwners.give(layer, List.of(new FileOwner("folder", 5, 0, 0700), new FileOwner("folder/program", 33, 34, 06755),
                new FileOwner("link", 1, 2, -1), new FileOwner("gone/file", 1, 1, 0644)), maps)).isEmpty();
        assertThat(owner(folder)).isEqualTo((OTHERS + 4) + ":" + USER);
        assertThat(owner(program)).isEqualTo((OTHERS + 32) + ":" + (OTHERS + 33));
        assertThat((int) Files.getAttribute(program, "unix:mode") & 07777).isEqualTo(06755);
        assertThat(owner(link)).isEqualTo(OTHERS + ":" + (OTHERS + 1));
    }

    @Test
    void no_link_in_the_layer_leads_to_the_users_own_files() throws IOException {
        Path mine = made(Files.createFile(made(Files.createDirectory(host.resolve("mine"))).resolve("file")));
        made(Files.createSymbolicLink(layer.resolve("absolute"), mine.getParent()));
        made(Files.createSymbolicLink(layer.resolve("relative"), Path.of("../../../../../../../.." + mine.getParent())));
        LayerOwners.give(layer, List.of(new FileOwner("absolute/file", 7, 7, 0777), new FileOwner("relative/file", 7, 7, 0777),
                new FileOwner("../mine/file", 7, 7, 0777)), maps);
        assertThat(owner(mine)).isEqualTo(USER + ":" + USER);
        assertThat((int) Files.getAttribute(mine, "unix:mode") & 07777).isNotEqualTo(0777);
    }

    @Test
    void owners_that_the_map_does_not_have_are_left_out_and_named() throws IOException {
        Path file = made(Files.createFile(layer.resolve("file")));
        assertThat(LayerOwners.give(layer, List.of(new FileOwner("file", 5000, 0, 0644)), maps)).singleElement().asString()
                .contains("left out the owner of a file", "too few IDs for user 5000", "/file");
        assertThat(owner(file)).isEqualTo(USER + ":" + USER);
    }

    @Test
    void there_may_be_more_files_than_one_program_has_calls_for() throws IOException {
        List<FileOwner> owners = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            made(Files.createFile(layer.resolve("f" + i)));
            owners.add(new FileOwner("f" + i, 9, 9, 0600));
        }
        assertThat(LayerOwners.give(layer, owners, maps)).isEmpty();
        try (Stream<Path> files = Files.list(layer)) {
            assertThat(files).hasSize(1200).allSatisfy(file -> assertThat(owner(file)).isEqualTo((OTHERS + 8) + ":" + (OTHERS + 8)));
        }
    }
}
