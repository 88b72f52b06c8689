package minidocker.engine.network.kernel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import minidocker.testing.SlowMachine;

/** A server in some network, by TCP and UDP on one port: says a word that nobody could guess, and from where the caller seems to call. */
public final class Echo implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000 * SlowMachine.patience();
    private static final int NO_ANSWER_MILLIS = 1500;

    public final String word = UUID.randomUUID().toString();
    public final int port;
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    /** @param port 0 for any */
    public Echo(Place where, int port) throws Exception {
        tcp = where.inside(() -> new ServerSocket(port));
        udp = where.inside(() -> new DatagramSocket(tcp.getLocalPort()));
        this.port = tcp.getLocalPort();
        thread(this::serveTcp);
        thread(this::serveUdp);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    private byte[] answer(InetAddress caller) {
        return (word + " " + caller.getHostAddress()).getBytes(StandardCharsets.UTF_8);
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                // The answer comes when the question has ended: a half close.
                byte[] question = socket.getInputStream().readAllBytes();
                socket.getOutputStream().write(answer(socket.getInetAddress()));
                socket.getOutputStream().write(question);
            } catch (IOException closed) {
                // The next one may be better.
            }
        }
    }

    private void serveUdp() {
        while (!udp.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(new byte[100], 100);
                udp.receive(question);
                byte[] answer = answer(question.getAddress());
                udp.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException closed) {
                // As above.
            }
        }
    }

    /** @return what a server says by TCP: the word, a space, and the caller's address as it sees it */
    static String ask(Place from, String host, int port) throws Exception {
        return from.inside(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write("!".getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return answer.endsWith("!") ? answer.substring(0, answer.length() - 1) : "cut off: " + answer;
            }
        });
    }

    /** The same by UDP; asks again as long as nothing comes, for datagrams get lost. */
    static String askByUdp(Place from, String host, int port) throws Exception {
        return from.inside(() -> {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(500);
                while (true) {
                    socket.send(new DatagramPacket(new byte[] {'?'}, 1, InetAddress.getByName(host), port));
                    try {
                        DatagramPacket answer = new DatagramPacket(new byte[200], 200);
                        socket.receive(answer);
                        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
                    } catch (IOException nothingYet) {
                        if (System.nanoTime() > end) {
                            throw nothingYet;
                        }
                    }
                }
            }
        });
    }

    /** As {@link #askByUdp}, always from the same port, until one answers whose word this is. @return all that answered */
    static Set<String> askByUdpUntil(DatagramSocket socket, String host, int port, String word) throws IOException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        Set<String> words = new LinkedHashSet<>();
        socket.setSoTimeout(500);
        while (!words.contains(word) && System.nanoTime() < end) {
            sendOne(socket, host, port);
            try {
                DatagramPacket answer = new DatagramPacket(new byte[200], 200);
                socket.receive(answer);
                words.add(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8).split(" ")[0]);
            } catch (IOException nothingYet) {
                // Datagrams get lost.
            }
        }
        return words;
    }

    /** One datagram, whether anybody is there or not. */
    static void sendOne(DatagramSocket socket, String host, int port) throws IOException {
        socket.send(new DatagramPacket(new byte[] {'?'}, 1, InetAddress.getByName(host), port));
    }

    /** True if a connection comes about within a second and a half. */
    static boolean isReachable(Place from, String host, int port) throws Exception {
        return from.inside(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), NO_ANSWER_MILLIS);
                return true;
            } catch (IOException refusedOrSilence) {
                return false;
            }
        });
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
