package minidocker.json;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text to tree and back (RFC 8259). The tree is of Map, List, String, Number, Boolean and null; the order of fields is kept. */
public final class Json {
    /** Deeper than anything the formats here contain, and far from the end of a thread's stack. */
    static final int MAX_DEPTH = 256;

    private Json() {}

    /** @throws MalformedJson if the text is not exactly one JSON value */
    public static Object parse(String text) throws MalformedJson {
        checkDepth(text);
        try {
            return JsonParser.any().from(text);
        } catch (JsonParserException e) {
            throw new MalformedJson(text.isBlank() ? "it is empty" : e.getMessage());
        }
    }

    /** As {@link #parse(String)}; bytes that are not UTF-8 are refused, not replaced. */
    public static Object parse(byte[] utf8) throws MalformedJson {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedJson("it is not UTF-8");
        }
    }

    /**
     * The object in the text; any other value is refused. {@code what} names the document in messages: "manifest of busybox:1".
     */
    public static JsonObject parseObject(byte[] utf8, String what) throws MalformedJson {
        Object value;
        try {
            value = parse(utf8);
        } catch (MalformedJson e) {
            throw new MalformedJson(what + " is not valid JSON: " + e.getMessage());
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new MalformedJson(what + " must be a JSON object");
        }
        return JsonObject.of(map, what);
    }

    /** One line without spaces, as Go's encoder writes it with SetEscapeHTML(false). */
    public static String compact(Object value) {
        // nanojson writes "</" as "<\/", for pages that embed JSON. An escaped backslash before a slash is "<\\/" and stays.
        return JsonWriter.string(value).replace("<\\/", "</");
    }

    /** {@link #compact} laid out with one field a line, {@code indent} a level, as Go's MarshalIndent does. */
    public static String pretty(Object value, String indent) {
        return Layout.of(compact(value), indent);
    }

    public static byte[] bytes(Object value) {
        return compact(value).getBytes(StandardCharsets.UTF_8);
    }

    private static void checkDepth(String text) throws MalformedJson {
        int depth = 0;
        boolean string = false;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> string = !string;
                case '\\' -> i += string ? 1 : 0;
                case '[', '{' -> depth += string ? 0 : 1;
                case ']', '}' -> depth -= string ? 0 : 1;
                default -> { }
            }
            if (depth > MAX_DEPTH) {
                throw new MalformedJson("it is nested more than " + MAX_DEPTH + " levels deep");
            }
        }
    }
}
