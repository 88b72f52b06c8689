package minidocker.engine.network;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names for what has none of its own: 64 hexadecimal digits, as containers have them. */
final class RandomId {
    private static final int BYTES = 32;

    private RandomId() {}

    /** Never only digits at its beginning: twelve of them must not be taken for a number anywhere. */
    static String next() {
        while (true) {
            byte[] bytes = new byte[BYTES];
            ThreadLocalRandom.current().nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            if (!id.substring(0, 12).matches("[0-9]+")) {
                return id;
            }
        }
    }
}
