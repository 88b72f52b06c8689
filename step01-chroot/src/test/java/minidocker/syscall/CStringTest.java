package minidocker.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CStringTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "é ü ß", "\uD83D\uDC33 a whale", "\uD83D\uDC8F", "\u0800\uFFFF"})
    void text_is_utf_8(String text) {
        assertThat(CString.encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(CString.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @Test
    void bytes_that_are_no_text_are_kept() {
        byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0xe2, (byte) 0x82};
        assertThat(CString.decode(bytes)).isEqualTo("a\uDCFF\uDCC3b\uDCE2\uDC82");
        assertThat(CString.encode(CString.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void surrogates_that_somebody_encoded_are_bytes_like_any_other() {
        byte[] bytes = {(byte) 0xed, (byte) 0xb3, (byte) 0xbf};
        assertThat(CString.encode(CString.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void whatever_comes_in_goes_out_again() {
        Random random = new Random();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(CString.encode(CString.decode(bytes))).isEqualTo(bytes);
        }
    }
}
