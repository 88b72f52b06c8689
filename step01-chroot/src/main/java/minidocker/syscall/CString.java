package minidocker.syscall;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings as the kernel has them: bytes up to a zero, of no encoding. Nearly all are UTF-8 and are read as such; but a path or an
 * argument may be any bytes, and must come out as it went in. A byte that is no part of UTF-8 becomes the char {@code U+DC00} +
 * its value: half of a surrogate pair, which stands alone in no text, and so can be told apart and turned back.
 *
 * @see <a href="https://peps.python.org/pep-0383/">PEP 383, where Python does the same</a>
 */
public final class CString {
    private static final int ESCAPE = 0xDC00;
    private static final int FIRST = ESCAPE + 0x80;
    private static final int LAST = ESCAPE + 0xFF;

    private CString() {}

    /** The text of bytes, without a closing zero. */
    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : decode(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** The text of bytes, without a closing zero. */
    public static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
            result = decoder.reset().decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The bytes of a text, without a closing zero; the inverse of {@link #decode}. */
    public static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text.charAt(i))) {
                return encodeWithEscapes(text);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encodeWithEscapes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int plain = 0;
        int point;
        for (int at = 0; at < text.length(); at += Character.charCount(point)) {
            // The halves of a pair come as one code point: what is seen as a half does stand alone.
            point = text.codePointAt(at);
            if (isEscape(point)) {
                bytes.writeBytes(text.substring(plain, at).getBytes(StandardCharsets.UTF_8));
                bytes.write(point - ESCAPE);
                plain = at + 1;
            }
        }
        bytes.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** How many bytes the kernel counts. */
    public static int length(String text) {
        return encode(text).length;
    }

    /** The order of the bytes, as of {@code LC_ALL=C sort}: the same everywhere. */
    public static int compare(String one, String other) {
        return Arrays.compareUnsigned(encode(one), encode(other));
    }

    private static boolean isEscape(int point) {
        return point >= FIRST && point <= LAST;
    }
}
