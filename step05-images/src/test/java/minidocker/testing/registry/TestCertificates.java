package minidocker.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Keys and certificates made by openssl(1) in a folder, good for a day. */
public record TestCertificates(Path folder) {

    /** {@code NAME.crt} and {@code NAME.key}: an authority that nobody trusts. */
    public TestCertificates authority(String name) throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=" + name, "-keyout",
                file(name + ".key"),
                "-out", file(name + ".crt"));
        return this;
    }

    /** {@code NAME.crt} and {@code NAME.key}, signed by an authority, for 127.0.0.1 and these host names. */
    public TestCertificates signed(String name, String authority, String... hosts) throws Exception {
        String names = "subjectAltName=IP:127.0.0.1" + (hosts.length == 0 ? "" : ",DNS:" + String.join(",DNS:", hosts));
        Files.writeString(Path.of(file("extensions")), names + "\n");
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", file(name + ".key"), "-out",
                file(name + ".csr"));
        openssl("x509", "-req", "-days", "1", "-in", file(name + ".csr"), "-CA", file(authority + ".crt"), "-CAkey",
                file(authority + ".key"),
                "-CAcreateserial", "-extfile", file("extensions"), "-out", file(name + ".crt"));
        return this;
    }

    public String file(String name) {
        return folder.resolve(name).toString();
    }

    public PrivateKey key(String name) throws Exception {
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(base64(name + ".key")));
    }

    /** The certificate or key in binary form. */
    public byte[] base64(String fileName) throws Exception {
        return Base64.getMimeDecoder().decode(Files.readString(folder.resolve(fileName)).replaceAll("-----[A-Z ]+-----", ""));
    }

    /** Runs openssl, which must succeed; skips the test if it is not installed. */
    public static void openssl(String... arguments) throws Exception {
        DebianRegistry.requireProgram("openssl", "openssl");
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    }
}
