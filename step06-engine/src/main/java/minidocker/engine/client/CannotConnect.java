package minidocker.engine.client;

import java.io.IOException;

/** No engine answers at an address. The message is the sentence for the user. */
public final class CannotConnect extends IOException {
    private static final long serialVersionUID = 1;

    CannotConnect(String sentence) {
        super(sentence);
    }
}
