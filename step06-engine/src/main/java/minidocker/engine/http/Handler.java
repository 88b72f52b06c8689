package minidocker.engine.http;

/** Answers one kind of request. */
@FunctionalInterface
public interface Handler {
    /**
     * Called on a thread of its own; may block. Whoever returns without an answer has answered 204. A {@code Refusal} becomes its
     * status, {@code IllegalArgumentException} and {@code MalformedJson} 400 with their sentence, {@code UserError} and
     * anything else 500; after the first byte of an answer the connection is cut instead, so that nobody takes half an answer for a whole one.
     */
    void handle(Exchange exchange) throws Exception;
}
