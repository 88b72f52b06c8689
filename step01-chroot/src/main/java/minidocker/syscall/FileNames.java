package minidocker.syscall;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The kernel's names are bytes, Java's are characters. Most names are UTF-8; a byte that is not becomes a lone surrogate, U+DC80 to U+DCFF, and the same byte again
 * on the way back. So every name goes through a String without loss, whatever the locale is. (Python does it alike, PEP 383.)
 */
public final class FileNames {
    private static final int ESCAPE = 0xdc00;

    private FileNames() {}

    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : escaped(ByteBuffer.wrap(bytes, offset, length));
    }

    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    private static String escaped(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        for (CoderResult result = decoder.decode(in, out, true); result.isMalformed(); result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | in.get() & 0xff));
            }
        }
        return out.flip().toString();
    }

    public static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return unescaped(text);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
                out.write(point);
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    /** As many bytes as the kernel counts. */
    public static int length(String text) {
        return encode(text).length;
    }

    /** The order of the bytes, which is what {@code LC_ALL=C sort} gives: the same everywhere. */
    public static int compare(String one, String other) {
        return Arrays.compareUnsigned(encode(one), encode(other));
    }
}
