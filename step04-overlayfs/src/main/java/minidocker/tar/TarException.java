package minidocker.tar;

import java.io.IOException;

/** An archive is broken, or holds what nobody should unpack: one sentence that says what and where. */
public final class TarException extends IOException {
    private static final long serialVersionUID = 1;

    public TarException(String sentence) {
        super(sentence);
    }
}
