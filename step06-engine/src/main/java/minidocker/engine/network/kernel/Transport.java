package minidocker.engine.network.kernel;

import java.util.Locale;

/** The protocols that have ports which can be published. */
public enum Transport {
    TCP, UDP;

    /** @throws IllegalArgumentException for anything but {@code tcp} and {@code udp} */
    public static Transport parse(String text) {
        for (Transport transport : values()) {
            if (transport.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return transport;
            }
        }
        throw new IllegalArgumentException("invalid proto: " + text);
    }

    /** {@code tcp}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
