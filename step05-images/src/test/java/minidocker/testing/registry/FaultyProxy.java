package minidocker.testing.registry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Stands between a client and a registry and spoils what it is told to spoil. Clients talk to it as if it were the registry, or
 * use it as an HTTP proxy, CONNECT included. One connection carries one request.
 */
public final class FaultyProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int upstreamPort;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Fault> faults = request -> Fault.NONE;

    /** A request as it came in: its first line and its headers. */
    public record Request(String line, List<String> headers) {
        public String header(String name) {
            String prefix = name.toLowerCase() + ":";
            return headers.stream().filter(h -> h.toLowerCase().startsWith(prefix)).findFirst()
                    .map(h -> h.substring(prefix.length()).trim()).orElse("");
        }

        public boolean isBlob() {
            return line.contains("/blobs/sha256:");
        }
    }

    /**
     * What is done to an answer.
     *
     * @param answer    sent instead of the registry's, if not null
     * @param cutAfter  body bytes after which the connection is closed, or -1
     * @param stall     whether it falls silent there instead of closing
     * @param flip      the body byte that is changed, or -1
     * @param dropRange whether the registry does not hear of the Range header
     */
    public record Fault(String answer, long cutAfter, boolean stall, long flip, boolean dropRange) {
        public static final Fault NONE = new Fault(null, -1, false, -1, false);

        public static Fault answer(String head) {
            return new Fault(head + "\r\nConnection: close\r\n\r\n", -1, false, -1, false);
        }

        public static Fault cutAfter(long bytes) {
            return new Fault(null, bytes, false, -1, false);
        }

        public static Fault stallAfter(long bytes) {
            return new Fault(null, bytes, true, -1, false);
        }

        public static Fault flip(long at) {
            return new Fault(null, -1, false, at, false);
        }

        public Fault withoutRange() {
            return new Fault(answer, cutAfter, stall, flip, true);
        }
    }

    public FaultyProxy(int upstreamPort) throws IOException {
        this.upstreamPort = upstreamPort;
        daemon(this::accept);
    }

    /** Decides about each request from now on. */
    public FaultyProxy with(Function<Request, Fault> decision) {
        faults = decision;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    public String domain() {
        return "127.0.0.1:" + port();
    }

    /** All requests so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public Stream<Request> blobRequests() {
        return requests.stream().filter(Request::isBlob);
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort)) {
            sockets.add(upstream);
            InputStream in = new BufferedInputStream(client.getInputStream());
            List<String> head = head(in);
            if (head.isEmpty()) {
                return;
            }
            Request request = new Request(head.get(0), head.subList(1, head.size()));
            requests.add(request);
            if (request.line.startsWith("CONNECT ")) {
                tunnel(client, in, upstream);
                return;
            }
            Fault fault = faults.apply(request);
            if (fault.answer != null) {
                client.getOutputStream().write(fault.answer.getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            forward(request, fault, upstream.getOutputStream());
            answer(fault, new BufferedInputStream(upstream.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            // The client went away, as clients of a spoiled connection do.
        }
    }

    private static void forward(Request request, Fault fault, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(request.line.replaceFirst(" https?://[^/]+", " ")).append("\r\n");
        for (String header : request.headers) {
            String lower = header.toLowerCase();
            if (!lower.startsWith("connection:") && !lower.startsWith("proxy-")
                    && !(fault.dropRange && lower.startsWith("range:"))) {
                text.append(header).append("\r\n");
            }
        }
        out.write(text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void answer(Fault fault, InputStream in, OutputStream out) throws IOException {
        out.write((String.join("\r\n", head(in)) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        byte[] buffer = new byte[4096];
        long at = 0;
        while (true) {
            int limit = fault.cutAfter < 0 ? buffer.length : (int) Math.min(buffer.length, fault.cutAfter - at);
            int n = limit == 0 ? -1 : in.read(buffer, 0, limit);
            if (n < 0) {
                break;
            }
            if (fault.flip >= at && fault.flip < at + n) {
                buffer[(int) (fault.flip - at)] ^= 1;
            }
            out.write(buffer, 0, n);
            out.flush();
            at += n;
        }
        if (fault.stall) {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void tunnel(Socket client, InputStream in, Socket upstream) throws IOException {
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        daemon(() -> {
            try {
                in.transferTo(upstream.getOutputStream());
                upstream.shutdownOutput();
            } catch (IOException e) {
                // The other direction ends with it.
            }
        });
        upstream.getInputStream().transferTo(client.getOutputStream());
    }

    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return List.of();
            }
            bytes.write(b);
            text = b == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return List.of(bytes.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
