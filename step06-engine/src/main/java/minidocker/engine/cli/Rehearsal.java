package minidocker.engine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Plays the commands that are used most, with an engine that only says the lines of one. The launcher records which classes that
 * takes, and keeps them for every later start; a real engine would have to be started for it, and then stopped.
 */
public final class Rehearsal {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String CONTAINER = "{\"Id\":\"" + ID + "\",\"Names\":[\"/rehearsal\"],\"Image\":\"hostbox\",\"ImageID\":\"sha256:"
            + ID + "\",\"Command\":\"true\",\"Created\":1700000000,\"Ports\":[],\"Labels\":{},\"State\":\"running\","
            + "\"Status\":\"Up 2 minutes\",\"HostConfig\":{\"NetworkMode\":\"none\"},\"NetworkSettings\":{\"Networks\":{}},\"Mounts\":[]}";

    private Rehearsal() {}

    /** @return the exit code */
    public static int play() throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread engine = new Thread(() -> accept(server), "engine");
            engine.setDaemon(true);
            engine.start();
            Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + socket, "HOME", folder.toString());
            CommandLine.execute(environment, "version");
            CommandLine.execute(environment, "ps", "-a");
            return CommandLine.execute(environment, "run", "--rm", "hostbox", "true");
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private static void accept(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread one = new Thread(() -> serve(client), "client");
                one.setDaemon(true);
                one.start();
            }
        } catch (IOException closed) {
            // The play is over.
        }
    }

    private static void serve(SocketChannel client) {
        try (client; InputStream in = Channels.newInputStream(client); OutputStream out = Channels.newOutputStream(client)) {
            for (String first = line(in); !first.isEmpty(); first = line(in)) {
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(header.substring("Content-Length: ".length()));
                    }
                }
                in.skipNBytes(length);
                if (first.contains("/attach")) {
                    out.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\1\0\0\0\0\0\0\1\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    return;
                }
                String body = first.startsWith("HEAD") ? "" : answer(first);
                out.write(("HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + (first.startsWith("HEAD") ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"))
                        .getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException left) {
            // The other side has what it wanted.
        }
    }

    private static String answer(String request) {
        return request.contains("/version") ? "{\"Components\":[],\"Version\":\"1\"}"
                : request.contains("/containers/json") ? "[" + CONTAINER + "]"
                : request.contains("/create") ? "{\"Id\":\"" + ID + "\",\"Warnings\":[]}"
                : request.contains("/wait") ? "{\"StatusCode\":0}" : "{}";
    }

    /** Empty at the end of the stream, too. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append(c == '\r' ? "" : String.valueOf((char) c));
        }
        return line.toString();
    }
}
