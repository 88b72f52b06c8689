package minidocker.json;

import java.io.IOException;

/** A document is not JSON, or not the JSON that its format asks for. The message is a sentence that names document and field. */
public final class MalformedJson extends IOException {
    private static final long serialVersionUID = 1;

    public MalformedJson(String sentence) {
        super(sentence);
    }
}
