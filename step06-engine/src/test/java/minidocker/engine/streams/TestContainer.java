package minidocker.engine.streams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Streams as a container has them, whose runs are plain scripts. */
final class TestContainer implements AutoCloseable {
    static final AttachOptions ALL = new AttachOptions(true, true, true, false, true, DetachKeys.DEFAULT);
    static final long LIMIT_SECONDS = 60;
    static final String ID = "0123456789abcdef";

    final Pump pump;
    final ContainerStreams streams;

    TestContainer(Path folder, ContainerStreams.Settings settings, LogSettings log) {
        this(folder, settings, log, new Pump());
    }

    TestContainer(Path folder, ContainerStreams.Settings settings, LogSettings log, Pump pump) {
        this.pump = pump;
        streams = new ContainerStreams(folder.resolve("run").resolve(ID), settings,
                LogDriver.open(log, folder.resolve("containers"), ID, Map.of()), pump);
    }

    TestContainer(Path folder) {
        this(folder, new ContainerStreams.Settings(false, false, false), LogSettings.DEFAULT);
    }

    static TestContainer withInput(Path folder, boolean once) {
        return new TestContainer(folder, new ContainerStreams.Settings(false, true, once), LogSettings.DEFAULT);
    }

    RunningScript start(String script) throws IOException {
        return RunningScript.start(streams.open(), script);
    }

    /** A whole run. */
    void run(String script) throws IOException {
        try (RunningScript process = start(script)) {
            process.waitFor();
            streams.processEnded(false).join();
        }
    }

    List<LogEntry> log() throws IOException {
        return log(LogQuery.ALL);
    }

    List<LogEntry> log(LogQuery query) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        try (LogReader reader = streams.log().read(query)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    String logText() throws IOException {
        return text(log());
    }

    static String text(List<LogEntry> entries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(entry -> all.writeBytes(entry.text()));
        return all.toString(StandardCharsets.UTF_8);
    }

    /** A client on a thread of its own that has attached when this returns. */
    Client attach(AttachOptions options, InputStream in) throws IOException {
        return new Client(streams.attach(options), in, new ByteArrayOutputStream());
    }

    Client attach(AttachOptions options, String typed) throws IOException {
        return attach(options, new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    /** A client that listens only. */
    Client listen() throws IOException {
        return attach(new AttachOptions(false, true, true, false, true, DetachKeys.DEFAULT), (InputStream) null);
    }

    static final class Client {
        private final OutputStream received;
        private final CompletableFuture<AttachEnd> end = new CompletableFuture<>();

        Client(AttachedClient client, InputStream in, OutputStream out) {
            received = out;
            Thread thread = new Thread(() -> end.complete(client.serve(in, out)), "test-client");
            thread.setDaemon(true);
            thread.start();
        }

        AttachEnd end() throws Exception {
            return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        byte[] bytes() {
            return ((ByteArrayOutputStream) received).toByteArray();
        }

        /** What came of one stream. */
        String text(StandardStream stream) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            InputStream in = new ByteArrayInputStream(bytes());
            for (MultiplexedStream.Frame frame = MultiplexedStream.read(in); frame != null; frame = MultiplexedStream.read(in)) {
                if (frame.stream() == stream) {
                    text.writeBytes(frame.payload());
                }
            }
            return text.toString(StandardCharsets.UTF_8);
        }
    }

    /** Keys that a test presses one after the other. */
    static final class Keyboard extends PipedInputStream {
        private final java.io.PipedOutputStream keys;

        Keyboard() throws IOException {
            keys = new java.io.PipedOutputStream(this);
        }

        void type(String text) throws IOException {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        void end() throws IOException {
            keys.close();
        }
    }

    @Override
    public void close() {
        streams.delete();
        pump.close();
    }
}
