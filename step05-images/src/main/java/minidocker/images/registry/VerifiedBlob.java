package minidocker.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import minidocker.images.Descriptor;
import minidocker.images.Digest;

/**
 * A blob as it comes in, counted and hashed. A connection that breaks or falls silent is opened again where it stopped (RFC 9110,
 * Range). The last byte is handed out only after size and digest have been found right: whoever reads to the end has the right
 * bytes, whoever stops earlier must not believe them.
 */
public final class VerifiedBlob extends InputStream {
    /** A connection that brought this much was worth it: the count of failures begins anew. */
    private static final long PROGRESS = 64 << 10;

    /** Is told that a transfer broke, why, and for how long we wait. */
    public interface RetryListener {
        void retrying(Duration delay, String reason);
    }

    private final Registry registry;
    private final String path;
    private final Descriptor descriptor;
    private final MessageDigest hash;
    private RetryListener listener = (delay, reason) -> { };
    private InputStream current;
    private long position;
    private long positionAtFailure;
    private int failures;
    private boolean verified;

    VerifiedBlob(Registry registry, String path, Descriptor descriptor) {
        this.registry = registry;
        this.path = path;
        this.descriptor = descriptor;
        hash = descriptor.digest().algorithm().newMessageDigest();
    }

    public VerifiedBlob onRetry(RetryListener replaced) {
        listener = replaced;
        return this;
    }

    /** Counts bytes that an earlier transfer has left; to be called with all of them, in order, before the first read. */
    public void resumeAfter(byte[] bytes, int offset, int length) {
        hash.update(bytes, offset, length);
        position += length;
        positionAtFailure = position;
    }

    /** Bytes so far, those of the earlier transfer included. */
    public long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= descriptor.size()) {
            verify();
            return -1;
        }
        while (true) {
            try {
                if (current == null) {
                    current = open();
                }
                int n = current.read(target, offset, (int) Math.min(length, descriptor.size() - position));
                if (n > 0) {
                    hash.update(target, offset, n);
                    position += n;
                    if (position == descriptor.size()) {
                        verify();
                    }
                    return n;
                }
                throw new IOException("the connection ended after " + position + " of " + descriptor.size() + " bytes");
            } catch (IOException e) {
                recover(e);
            }
        }
    }

    private InputStream open() throws IOException {
        Answer response = registry.transfer(path, descriptor, position);
        InputStream body = response.body();
        boolean partial = response.statusCode() == 206;
        long from = partial ? rangeStart(response) : 0;
        long announced = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (from > position || announced >= 0 && from + announced != descriptor.size()) {
            body.close();
            throw new RegistryException("the blob " + descriptor.digest() + " of " + registry.domain() + "/" + path + " has "
                    + (from + announced) + " bytes at the registry where the manifest says " + descriptor.size());
        }
        // Not every server knows Range. What we have is hashed already, so its bytes are passed over.
        body.skipNBytes(position - from);
        return body;
    }

    private static long rangeStart(Answer response) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        try {
            return Long.parseLong(range.substring(range.indexOf(' ') + 1, range.indexOf('-')).trim());
        } catch (RuntimeException unreadable) {
            return Long.MAX_VALUE;
        }
    }

    private void recover(IOException e) throws IOException {
        closeCurrent();
        if (!Endpoint.isTransient(e)) {
            throw e;
        }
        failures = position - positionAtFailure >= PROGRESS ? 1 : failures + 1;
        positionAtFailure = position;
        Optional<Duration> delay = registry.settings().retry().delay(failures, Optional.empty());
        if (delay.isEmpty()) {
            throw new RegistryException("downloading " + descriptor.digest() + " from " + registry.domain() + " failed "
                    + failures + " times, at last because " + e.getMessage() + "; what has arrived is kept for the next attempt",
                            e);
        }
        listener.retrying(delay.get(), String.valueOf(e.getMessage()));
        RetryPolicy.sleep(delay.get());
    }

    // tag::verify[]
    private void verify() throws IOException {
        if (verified) {
            return;
        }
        closeCurrent();
        Digest found = Digest.of(descriptor.digest().algorithm(), hash.digest());
        if (!found.equals(descriptor.digest())) {
            throw new DigestMismatch(registry.domain() + "/" + path, descriptor.digest(), found);
        }
        verified = true;
    }
    // end::verify[]

    private void closeCurrent() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeCurrent();
    }
}
