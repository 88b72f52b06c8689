package minidocker.images.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import minidocker.cli.UserError;

/**
 * Certificates and keys in textual form (RFC 7468). OpenSSL writes keys in three forms; the JDK reads PKCS #8 only, and the two
 * older ones differ from it by a wrapping in DER that is added here.
 */
public final class Pem {
    private static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01,
            0x05, 0x00};
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Pem() {}

    public static List<Certificate> certificates(Path file) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> all = new ArrayList<>(factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException e) {
            // Empty and unreadable are the same to the user.
        }
        throw new UserError(file + " holds no certificate in PEM form");
    }

    public static PrivateKey privateKey(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        byte[] pkcs8 = block(text, "PRIVATE KEY");
        if (pkcs8 == null) {
            byte[] pkcs1 = block(text, "RSA PRIVATE KEY");
            byte[] sec1 = block(text, "EC PRIVATE KEY");
            if (pkcs1 != null) {
                pkcs8 = wrap(RSA, pkcs1);
            } else if (sec1 != null) {
                pkcs8 = wrap(concat(EC, curve(sec1)), sec1);
            } else {
                throw new UserError(file + " holds no private key in PEM form (one with a password cannot be used)");
            }
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException notOfThisKind) {
                continue;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no " + algorithm, e);
            }
        }
        throw new UserError(file + " holds a private key of a kind that cannot be used: make one with RSA or an elliptic curve");
    }

    private static byte[] block(String text, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END " + label + "-----");
        if (start < 0 || end < start || text.substring(start, end).contains("ENCRYPTED")) {
            return null;
        }
        return Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
    }

    /** PrivateKeyInfo ::= SEQUENCE { version 0, algorithm SEQUENCE, key OCTET STRING } (RFC 5208). */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return der(0x30, concat(new byte[] {0x02, 0x01, 0x00}, der(0x30, algorithm), der(0x04, key)));
    }

    /** The curve's object identifier, from the parameters [0] of an ECPrivateKey (RFC 5915); it always follows the tag a0. */
    private static byte[] curve(byte[] sec1) {
        for (int i = 0; i + 3 < sec1.length; i++) {
            if (sec1[i] == (byte) 0xa0 && sec1[i + 2] == 0x06 && sec1[i + 1] == sec1[i + 3] + 2 && i + 4
                    + sec1[i + 3] <= sec1.length) {
                return java.util.Arrays.copyOfRange(sec1, i + 2, i + 4 + sec1[i + 3]);
            }
        }
        return new byte[0];
    }

    private static byte[] der(int tag, byte[] content) {
        int n = content.length;
        byte[] header = n < 0x80 ? new byte[] {(byte) tag, (byte) n}
                : n < 0x100 ? new byte[] {(byte) tag, (byte) 0x81, (byte) n}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (n >> 8), (byte) n};
        return concat(header, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
