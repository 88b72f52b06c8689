package minidocker.images.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who we are to a registry. No {@code toString} shows a secret. */
public sealed interface Credentials {
    Credentials ANONYMOUS = new Anonymous();

    /** Nobody: enough for public images. */
    record Anonymous() implements Credentials {}

    /** A user's name and password, or the access token that many registries want in the password's place. */
    record Password(String user, String password) implements Credentials {
        public Password {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user name with a colon cannot be sent to a registry (RFC 7617)");
            }
        }

        /** The value of an Authorization header (RFC 7617). */
        String basic() {
            return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** What a token server gave at login instead of keeping the password: good for further tokens (OAuth2's refresh token). */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken[]";
        }
    }

    /** A bearer token that somebody put into the configuration file as it is. */
    record RegistryToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "RegistryToken[]";
        }
    }
}
