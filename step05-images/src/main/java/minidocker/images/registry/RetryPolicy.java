package minidocker.images.registry;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and how long to wait before the same question is asked again: exponential backoff with full jitter, so that a crowd
 * of clients that failed together does not come back together.
 *
 * @param attempts   all attempts, the first included
 * @param first      the longest wait after the first failure; doubled after each
 * @param longest    no wait is longer; a Retry-After that asks for more ends the attempts
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {
    /** Docker gives a layer five attempts too. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** The wait after the {@code failures}th failure, or empty if it was the last attempt. */
    Optional<Duration> delay(int failures, Optional<Duration> retryAfter) {
        if (failures >= attempts || retryAfter.map(wait -> wait.compareTo(longest) > 0).orElse(false)) {
            return Optional.empty();
        }
        if (retryAfter.isPresent()) {
            return retryAfter;
        }
        long limit = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, 20));
        // Never nothing at all: a server in trouble deserves half of the step at least.
        return Optional.of(Duration.ofMillis(limit / 2 + ThreadLocalRandom.current().nextLong(limit / 2 + 1)));
    }

    /** Whether the same request may succeed later (RFC 9110, section 15). */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500 && status != 501 && status != 505;
    }

    /** The value of a Retry-After header: seconds or an HTTP date (RFC 9110, section 10.2.3). */
    static Optional<Duration> retryAfter(String header, Instant now) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(header.trim()))));
        } catch (NumberFormatException notSeconds) {
            try {
                Duration wait = Duration.between(now, ZonedDateTime.parse(header.trim(), DateTimeFormatter.RFC_1123_DATE_TIME));
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeParseException neither) {
                return Optional.empty();
            }
        }
    }

    static void sleep(Duration delay) throws InterruptedIOException {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }
}
