package minidocker.engine.core;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A container's ID.
 *
 * @param hex 64 digits
 */
public record ContainerId(String hex) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FULL = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ONLY_DIGITS = Pattern.compile("[0-9]+");
    private static final int SHORT = 12;

    public ContainerId {
        if (!isFull(hex)) {
            throw new IllegalArgumentException("\"" + hex + "\" is no container ID: it has 64 hexadecimal digits");
        }
    }

    public static boolean isFull(String text) {
        return FULL.matcher(text).matches();
    }

    /** A new one. Its short form is no decimal number: as a hostname, some programs would take that for an address. */
    public static ContainerId random() {
        while (true) {
            byte[] bytes = new byte[32];
            RANDOM.nextBytes(bytes);
            ContainerId id = new ContainerId(HexFormat.of().formatHex(bytes));
            if (!ONLY_DIGITS.matcher(id.shortHex()).matches()) {
                return id;
            }
        }
    }

    /** Twelve digits, as lists show it; also the container's hostname. */
    public String shortHex() {
        return hex.substring(0, SHORT);
    }

    @Override
    public String toString() {
        return hex;
    }
}
