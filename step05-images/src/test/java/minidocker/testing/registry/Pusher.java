package minidocker.testing.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageDocument;

/** Fills a registry, by the distribution specification's monolithic upload. */
public final class Pusher {
    private final URI base;
    private final Map<String, String> headers;

    public Pusher(DebianRegistry registry) {
        this(registry, Map.of());
    }

    /** @param headers for every request, an Authorization for example */
    public Pusher(DebianRegistry registry, Map<String, String> headers) {
        base = URI.create("http://" + registry.domain());
        this.headers = headers;
    }

    public Descriptor push(String path, String tag, TestImage image) throws Exception {
        for (Map.Entry<Digest, byte[]> blob : image.blobs().entrySet()) {
            push(path, blob.getKey(), blob.getValue());
        }
        return push(path, tag, image.manifest());
    }

    public Descriptor push(String path, String tag, ImageDocument document) throws Exception {
        send("PUT", base.resolve("/v2/" + path + "/manifests/" + tag), document.mediaType().name(), document.toBytes());
        return Descriptor.of(document.mediaType(), document.toBytes());
    }

    public void push(String path, Digest digest, byte[] content) throws Exception {
        URI upload = base.resolve(send("POST", base.resolve("/v2/" + path + "/blobs/uploads/"), "", new byte[0]));
        URI target = URI.create(upload + (upload.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
        send("PUT", target, "application/octet-stream", content);
    }

    /** Not with java.net.http: the JDK reads its settings for proxies once, and it is the code under test that must set them. */
    private String send(String method, URI uri, String type, byte[] body) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setDoOutput(true);
        headers.forEach(connection::setRequestProperty);
        connection.setRequestProperty("Content-Type", type.isEmpty() ? "application/octet-stream" : type);
        connection.getOutputStream().write(body);
        if (connection.getResponseCode() / 100 != 2) {
            InputStream error = connection.getErrorStream();
            throw new IOException(method + " " + uri + ": " + connection.getResponseCode() + " "
                    + (error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8)));
        }
        connection.getInputStream().close();
        return connection.getHeaderField("Location");
    }
}
