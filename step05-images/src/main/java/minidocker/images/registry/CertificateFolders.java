package minidocker.images.registry;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import minidocker.cli.UserError;

/**
 * Docker's {@code certs.d}: a folder for each registry, named {@code host} or {@code host:port}, with the certificates of
 * authorities ({@code *.crt}) that are trusted beside the JDK's, and our own ({@code x.cert} with its key {@code x.key}) if the
 * registry asks.
 */
public record CertificateFolders(List<Path> roots) {
    private static final char[] NO_PASSWORD = new char[0];

    /** Ours, then Docker's, so that a machine that is set up for Docker needs nothing more. */
    public static CertificateFolders standard(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path config = Path.of(environment.getOrDefault("XDG_CONFIG_HOME", home + "/.config"));
        return new CertificateFolders(List.of(config.resolve("mini-docker/certs.d"), Path.of("/etc/mini-docker/certs.d"),
                config.resolve("docker/certs.d"), Path.of("/etc/docker/certs.d")));
    }

    /** What is in the folders for one registry. */
    record Found(List<Certificate> authorities, List<Path> clientCertificates) {
        boolean isEmpty() {
            return authorities.isEmpty() && clientCertificates.isEmpty();
        }
    }

    Found find(HostPort registry) throws IOException {
        List<Certificate> authorities = new ArrayList<>();
        List<Path> own = new ArrayList<>();
        for (Path root : roots) {
            Path folder = root.resolve(registry.toString());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{crt,cert}")) {
                for (Path file : files) {
                    if (file.toString().endsWith(".crt")) {
                        authorities.addAll(Pem.certificates(file));
                    } else {
                        own.add(file);
                    }
                }
            }
        }
        return new Found(authorities, own);
    }

    /** The JDK's authorities and those found. */
    static SSLContext context(Found found) throws IOException {
        try {
            return context(keys(found), trust(found));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates under certs.d: " + e.getMessage(), e);
        }
    }

    /** For an insecure registry: whatever it shows is accepted, our own certificates are still offered. */
    static SSLContext trustingContext(Found found) throws IOException {
        try {
            return context(keys(found), new TrustManager[] {new TrustAnything()});
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates under certs.d: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, new SecureRandom());
        return context;
    }

    private static TrustManager[] trust(Found found) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        int n = 0;
        for (Certificate authority : found.authorities()) {
            store.setCertificateEntry("registry" + n++, authority);
        }
        TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        system.init((KeyStore) null);
        for (TrustManager manager : system.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                for (Certificate authority : x509.getAcceptedIssuers()) {
                    store.setCertificateEntry("system" + n++, authority);
                }
            }
        }
        TrustManagerFactory all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        all.init(store);
        return all.getTrustManagers();
    }

    private static KeyManager[] keys(Found found) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        for (Path certificate : found.clientCertificates()) {
            String name = certificate.getFileName().toString();
            Path key = certificate.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
            if (!Files.exists(key)) {
                throw new UserError("missing key " + key + " for client certificate " + certificate
                        + ": note that certificates of authorities end in .crt");
            }
            store.setKeyEntry(name, Pem.privateKey(key), NO_PASSWORD, Pem.certificates(certificate).toArray(Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }
}
