package minidocker.engine.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import minidocker.images.registry.Pem;

/**
 * What proves who the engine is, and who may speak to it.
 *
 * @param authority   clients must have a certificate signed by it
 * @param certificate the engine's
 * @param key         of that certificate
 */
public record TlsFiles(Path authority, Path certificate, Path key) {

    /** Demands a certificate of every client. */
    public SSLContext context() throws IOException {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("engine", Pem.privateKey(key), new char[0], Pem.certificates(certificate).toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore clients = KeyStore.getInstance("PKCS12");
            clients.load(null, null);
            List<Certificate> authorities = Pem.certificates(authority);
            for (int i = 0; i < authorities.size(); i++) {
                clients.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(clients);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key " + key + " and the certificate " + certificate + " cannot be used: "
                    + e.getMessage(), e);
        }
    }
}
