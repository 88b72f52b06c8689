package minidocker.images.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks again where asking again makes sense: after a broken connection, 429 and most of 5xx. Only for requests that change
 * nothing.
 */
record Retrying(Endpoint endpoint, RetryPolicy policy) {

    interface Attempt {
        Answer send() throws IOException;
    }

    /** The first answer that is not worth another attempt, or the last. */
    Answer send(Attempt attempt) throws IOException {
        for (int failures = 1; ; failures++) {
            Optional<Duration> retryAfter = Optional.empty();
            Answer response = null;
            IOException failure = null;
            try {
                response = attempt.send();
                if (!RetryPolicy.isTransient(response.statusCode())) {
                    return response;
                }
                retryAfter = response.headers().firstValue("Retry-After")
                        .flatMap(value -> RetryPolicy.retryAfter(value, Instant.now()));
            } catch (IOException e) {
                if (!Endpoint.isTransient(e)) {
                    throw e instanceof java.io.InterruptedIOException ? e : endpoint.sentence(e);
                }
                failure = e;
            }
            Optional<Duration> delay = policy.delay(failures, retryAfter);
            if (delay.isEmpty()) {
                if (failure != null) {
                    throw endpoint.sentence(failure);
                }
                return response;
            }
            if (response != null) {
                response.body().close();
            }
            RetryPolicy.sleep(delay.get());
        }
    }
}
