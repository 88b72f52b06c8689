package minidocker.engine.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** The status line and the headers of an answer (RFC 9112, section 4). */
final class ResponseHead {
    private final int status;
    private final String reason;
    private final Map<String, String> headers = new LinkedHashMap<>();

    ResponseHead(int status) {
        this(status, HttpResponseStatus.valueOf(status).reasonPhrase());
    }

    ResponseHead(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    /** Whatever would end a header's line becomes a space: values hold what users wrote. */
    ResponseHead set(String name, String value) {
        headers.put(name, value.replaceAll("[\\x00-\\x1f\\x7f]", " "));
        return this;
    }

    ResponseHead setAll(Map<String, String> more) {
        more.forEach(this::set);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }
}
