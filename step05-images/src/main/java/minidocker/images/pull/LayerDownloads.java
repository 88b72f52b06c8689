package minidocker.images.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.registry.Registry;
import minidocker.images.store.ContentStore;
import minidocker.images.store.DownloadListener;
import minidocker.images.store.LayerUnpacker;

/** The layers of one image, several at a time; they become complete in the image's order, as Docker's do. */
final class LayerDownloads {
    /** Docker's default, {@code max-concurrent-downloads}. */
    private static final int AT_A_TIME = 3;

    private final ContentStore store;
    private final Registry registry;
    private final String path;
    private final PullListener listener;
    private final LayerUnpacker unpacker;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** A layer and what it must unpack to. */
    private record Wanted(Descriptor layer, DiffId diffId) {}

    LayerDownloads(ContentStore store, Registry registry, String path, PullListener listener, LayerUnpacker unpacker) {
        this.store = store;
        this.registry = registry;
        this.path = path;
        this.listener = listener;
        this.unpacker = unpacker;
    }

    /**
     * @param diffIds of the layers, as many
     * @param known the image was here before: if its layers are, too, there is no word to lose about them, as with Docker
     * @return true if any layer had to be fetched
     */
    boolean run(List<Descriptor> layers, List<DiffId> diffIds, boolean known) throws IOException {
        Map<Digest, Wanted> missing = new LinkedHashMap<>();
        Map<Digest, DiffId> seen = new HashMap<>();
        List<Descriptor> here = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Wanted wanted = new Wanted(layers.get(i), diffIds.get(i));
            DiffId other = seen.putIfAbsent(wanted.layer.digest(), wanted.diffId);
            if (other != null && !other.equals(wanted.diffId)) {
                throw new IOException("the layer " + wanted.layer.digest() + " cannot unpack to both " + other + " and "
                        + wanted.diffId);
            }
            if (isHere(wanted)) {
                here.add(wanted.layer);
            } else {
                missing.putIfAbsent(wanted.layer.digest(), wanted);
            }
        }
        if (missing.isEmpty() && known) {
            return false;
        }
        layers.stream().distinct().forEach(layer -> say(layer, here.contains(layer) ? new LayerState.AlreadyExists()
                : new LayerState.PullingFsLayer()));
        if (missing.isEmpty()) {
            return false;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, missing.size()), task -> {
            Thread thread = new Thread(task, "layer-download-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            download(List.copyOf(missing.values()), threads);
        } finally {
            // After a failure the others stop; what has arrived of them is kept.
            threads.shutdownNow();
            awaitEnd(threads);
        }
        return true;
    }

    private void download(List<Wanted> missing, ExecutorService threads) throws IOException {
        Map<Wanted, Future<?>> downloads = new HashMap<>();
        // The largest first: begun last, it would keep one thread busy when the others have nothing to do any more.
        List<Wanted> bySize = new ArrayList<>(missing);
        bySize.sort(Comparator.comparingLong((Wanted wanted) -> wanted.layer.size()).reversed());
        bySize.stream().skip(AT_A_TIME).forEach(wanted -> say(wanted.layer, new LayerState.Waiting()));
        for (Wanted layer : bySize) {
            downloads.put(layer, threads.submit(() -> {
                try {
                    fetch(layer);
                } catch (IOException | RuntimeException | Error e) {
                    // The others stop at once and not when it is their turn to be waited for. What the interruption makes them
                    // throw is not the reason.
                    failure.compareAndSet(null, e);
                    threads.shutdownNow();
                    throw e;
                }
                return null;
            }));
        }
        for (Wanted wanted : missing) {
            await(downloads.get(wanted));
            say(wanted.layer, new LayerState.PullComplete());
        }
    }

    private boolean isHere(Wanted wanted) throws IOException {
        return store.has(wanted.layer.digest()) && store.layers().archive(wanted.diffId).isPresent()
                && (unpacker == LayerUnpacker.NONE || store.layers().files(wanted.diffId).isPresent());
    }

    private void fetch(Wanted wanted) throws IOException {
        Descriptor layer = wanted.layer;
        store.fetch(layer, () -> registry.blob(path, layer), blob -> store.layers()
                .read(blob, layer.digest(), wanted.diffId, unpacker),
                new DownloadListener() {
                    @Override
                    public void downloading(long bytes) {
                        say(layer, bytes == layer.size() ? new LayerState.VerifyingChecksum()
                                : new LayerState.Downloading(bytes, layer.size()));
                    }

                    @Override
                    public void verified() {
                        say(layer, new LayerState.DownloadComplete());
                    }

                    @Override
                    public void reading(long bytes) {
                        say(layer, new LayerState.Extracting(bytes, layer.size()));
                    }

                    @Override
                    public void retrying(Duration delay) {
                        say(layer, new LayerState.Retrying(delay));
                    }
                });
        // The blob was here before, from a pull that only verified it; whoever downloads it now unpacks it as it comes.
        if (!isHere(wanted)) {
            try (InputStream blob = new ProgressStream(Files.newInputStream(store.path(layer.digest())),
                    bytes -> say(layer, new LayerState.Extracting(bytes, layer.size())))) {
                store.layers().read(blob, layer.digest(), wanted.diffId, unpacker);
            }
        }
        say(layer, new LayerState.Extracting(layer.size(), layer.size()));
    }

    /** Tells how much was read. */
    private static final class ProgressStream extends FilterInputStream {
        private final LongConsumer progress;
        private long position;

        ProgressStream(InputStream in, LongConsumer progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            position += Math.max(n, 0);
            progress.accept(position);
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private void await(Future<?> download) throws IOException {
        try {
            download.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the pull was interrupted; what has arrived is kept for the next one");
        } catch (ExecutionException e) {
            Throwable first = failure.get();
            if (first instanceof RuntimeException runtime) {
                throw runtime;
            } else if (first instanceof Error error) {
                throw error;
            }
            throw first instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        try {
            // Each ends at its next read or wait, which take no longer than the timeouts of the connection.
            while (!threads.isTerminated()) {
                try {
                    threads.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void say(Descriptor layer, LayerState state) {
        listener.event(new PullEvent.Layer(layer.digest().shortHex(), state));
    }
}
