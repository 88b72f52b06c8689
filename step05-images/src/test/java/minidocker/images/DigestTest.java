package minidocker.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    @Test
    void the_digest_of_nothing_is_the_well_known_one() {
        assertThat(Digest.of(new byte[0])).hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void a_digest_matches_its_bytes_and_no_others() {
        byte[] content = new byte[100];
        new Random().nextBytes(content);
        Digest digest = Digest.parse(Digest.of(content).toString());
        assertThat(digest.matches(content)).isTrue();
        content[50]++;
        assertThat(digest.matches(content)).isFalse();
    }

    @Test
    void sha512_is_known_too() {
        byte[] content = {1, 2, 3};
        Digest digest = Digest.of(Digest.Algorithm.SHA512, Digest.Algorithm.SHA512.newMessageDigest().digest(content));
        assertThat(digest.hex()).hasSize(128);
        assertThat(Digest.parse(digest.toString()).matches(content)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256", "sha256:", ":ab", "sha256:ab", "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:../../../../../../etc/passwd", "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/"})
    void what_could_be_no_digest_is_refused(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(InvalidReference.class);
    }
}
