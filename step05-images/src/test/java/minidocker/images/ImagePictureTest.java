package minidocker.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImagePictureTest {
    @Test
    void a_manifest_is_drawn_with_a_line_to_each_part_in_their_order() {
        Descriptor config = descriptor(MediaType.OCI_CONFIG);
        Descriptor low = descriptor(MediaType.OCI_LAYER);
        Descriptor high = descriptor(MediaType.OCI_LAYER_GZIP);
        Manifest manifest = new Manifest(MediaType.OCI_MANIFEST, config, List.of(low, high));
        Digest digest = Digest.of(manifest.toBytes());

        ImagePicture picture = ImagePicture.of(manifest, digest);
        String svg = picture.toString();

        assertThat(picture.parts()).extracting(ImagePicture.Part::name).containsExactly("configuration", "layer 1", "layer 2");
        assertThat(svg.split("<line", -1)).hasSize(4);
        assertThat(svg).containsSubsequence(digest.shortHex(), config.digest().shortHex(), low.digest().shortHex(), high.digest().shortHex());
    }

    private static Descriptor descriptor(MediaType type) {
        return Descriptor.of(type, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }
}
