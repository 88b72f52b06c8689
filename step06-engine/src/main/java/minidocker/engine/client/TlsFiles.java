package minidocker.engine.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The PEM files of TLS with client certificates. Those for us may be absent; then the engine learns nothing of who we are.
 *
 * @param verify the engine must have a certificate that {@code ca} signed (or, without that file, one the JVM trusts) and that
 *     bears its name; otherwise any will do
 */
public record TlsFiles(Path ca, Path certificate, Path key, boolean verify) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    /** Nobody types it: the store lives in memory only. */
    private static final char[] NO_PASSWORD = new char[0];
    /** AlgorithmIdentifier of rsaEncryption, RFC 8017 appendix A.1, with the version that comes before it in PKCS #8. */
    private static final byte[] RSA_KEY = {2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0};

    /** The three names that Docker uses, in one folder. */
    public static TlsFiles in(Path folder, boolean verify) {
        return new TlsFiles(folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem"), verify);
    }

    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), verify ? trusted() : new TrustManager[] {new TrustAnyone()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of " + ca.getParent() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return new KeyManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("client", privateKey(), NO_PASSWORD, certificates(certificate).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private TrustManager[] trusted() throws IOException, GeneralSecurityException {
        KeyStore store = null;
        if (Files.exists(ca)) {
            store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            for (X509Certificate one : certificates(ca)) {
                store.setCertificateEntry("ca" + store.size(), one);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>();
        for (Certificate one
                : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            all.add((X509Certificate) one);
        }
        return all;
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        Matcher blocks = BLOCK.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        while (blocks.find()) {
            byte[] content = Base64.getMimeDecoder().decode(blocks.group(2));
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return decode(content);
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(sequence(join(RSA_KEY, tagged(4, content))));
                }
                default -> { }
            }
        }
        throw new IOException(key + " holds no private key in PKCS #8: convert it with 'openssl pkcs8 -topk8 -nocrypt'");
    }

    private static PrivateKey decode(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException other) {
                last = other;
            }
        }
        throw last;
    }

    private static byte[] sequence(byte[] content) {
        return tagged(0x30, content);
    }

    /** DER: tag, length in two bytes, content. */
    private static byte[] tagged(int tag, byte[] content) {
        return join(new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length}, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** For {@code --tls} without {@code --tlsverify}: enciphered, but to whom is not known. */
    private static final class TrustAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
