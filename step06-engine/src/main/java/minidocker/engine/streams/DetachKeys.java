package minidocker.engine.streams;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import minidocker.engine.Refusal;

/**
 * The keys that, pressed one after the other, end an attachment and leave the container running. Written as Docker does: single
 * characters and {@code ctrl-X} (X is a letter or one of {@code @ [ \ ] ^ _}), separated by commas.
 */
public final class DetachKeys {
    /** {@code ctrl-p,ctrl-q}. */
    public static final DetachKeys DEFAULT = new DetachKeys(new byte[] {16, 17});

    private final byte[] keys;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /** @param text null or empty: the default */
    public static DetachKeys parse(String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT;
        }
        List<Byte> keys = new ArrayList<>();
        for (String key : text.split(",", -1)) {
            keys.add(key(key, text));
        }
        byte[] bytes = new byte[keys.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = keys.get(i);
        }
        return new DetachKeys(bytes);
    }

    private static byte key(String key, String all) {
        if (key.length() == 1 && key.charAt(0) < 128) {
            return (byte) key.charAt(0);
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("ctrl-") && key.length() == 6) {
            char letter = Character.toUpperCase(key.charAt(5));
            if (letter >= '@' && letter <= '_') {
                return (byte) (letter - '@');
            }
        }
        throw new Refusal(Refusal.Kind.BAD_PARAMETER, "Invalid detach keys (" + all + ") provided: '" + key
                + "' is neither one character nor ctrl-LETTER");
    }

    /** Lets pass what is typed, but for these keys. */
    public Filter filter() {
        return new Filter();
    }

    /** For the keys of one keyboard. A key that may be the first of the sequence is held back until the next one tells. */
    public final class Filter {
        private int matched;

        private Filter() {}

        /** What of the bytes goes on to the process; what comes after the sequence does not. */
        public byte[] pass(byte[] typed, int count) {
            ByteArrayOutputStream passed = new ByteArrayOutputStream(count + keys.length);
            for (int i = 0; i < count && !isDetached(); i++) {
                if (typed[i] != keys[matched]) {
                    passed.write(keys, 0, matched);
                    matched = 0;
                }
                if (typed[i] == keys[matched]) {
                    matched++;
                } else {
                    passed.write(typed[i]);
                }
            }
            return passed.toByteArray();
        }

        /** The whole sequence was typed. */
        public boolean isDetached() {
            return matched == keys.length;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DetachKeys that && Arrays.equals(keys, that.keys);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keys);
    }
}
