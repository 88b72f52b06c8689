package minidocker.engine.cli.container;

import java.io.IOException;
import java.io.OutputStream;
import minidocker.cli.UserError;

/**
 * The keys that leave a container alone, {@code ctrl-p,ctrl-q}. What of them was typed is kept back until it is clear that the
 * rest does not follow.
 */
final class DetachKeys {
    static final String DEFAULT = "ctrl-p,ctrl-q";

    private final byte[] keys;
    private int matched;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /** @param text keys with commas between them: letters, or {@code ctrl-} and one of {@code a-z @ [ \ ] ^ _} */
    static DetachKeys parse(String text) {
        String[] names = (text.isEmpty() ? DEFAULT : text).split(",");
        byte[] keys = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            int control = name.length() == 6 && name.startsWith("ctrl-") ? "@abcdefghijklmnopqrstuvwxyz[\\]^_".indexOf(name.charAt(5)) : -1;
            if (control < 0 && (name.length() != 1 || name.charAt(0) > 0x7f)) {
                throw new UserError("invalid detach keys (" + text + "): Unknown character: '" + name + "'", 1);
            }
            keys[i] = (byte) (control >= 0 ? control : name.charAt(0));
        }
        return new DetachKeys(keys);
    }

    /**
     * Lets through what was typed.
     *
     * @return true if the keys were pressed: what came after them is lost
     */
    boolean pass(byte[] typed, int length, OutputStream to) throws IOException {
        byte[] through = new byte[length + keys.length];
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (typed[i] == keys[matched]) {
                if (++matched == keys.length) {
                    to.write(through, 0, count);
                    return true;
                }
                continue;
            }
            for (int j = 0; j < matched; j++) {
                through[count++] = keys[j];
            }
            matched = typed[i] == keys[0] ? 1 : 0;
            if (matched == 0) {
                through[count++] = typed[i];
            } else if (keys.length == 1) {
                return true;
            }
        }
        if (count > 0) {
            to.write(through, 0, count);
        }
        return false;
    }
}
