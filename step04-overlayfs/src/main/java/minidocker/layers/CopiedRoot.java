package minidocker.layers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import minidocker.cli.UserError;
import minidocker.tar.TarException;

/**
 * What stands in where overlayfs is not to be had: the layers, copied into one folder. They go through an archive that is never
 * written down.
 */
public final class CopiedRoot {
    private static final int PIPE = 256 * 1024;

    private CopiedRoot() {}

    /**
     * @param topFirst the layers
     * @param folder descriptor of an empty folder
     */
    public static void copy(List<Layer> topFirst, int folder) {
        try (InputStream in = new PipedInputStream(PIPE); OutputStream out = new PipedOutputStream((PipedInputStream) in)) {
            CompletableFuture<Void> packing = CompletableFuture.runAsync(() -> pack(topFirst, out));
            try {
                Unpacker.unpack(in, folder, Limits.none());
            } catch (TarException failure) {
                // If what came was cut short because packing had failed, then its reason is the better one.
                if (packing.isCompletedExceptionally()) {
                    packing.join();
                }
                throw failure;
            }
            packing.join();
        } catch (CompletionException failure) {
            throw new UserError("the layers cannot be copied: " + failure.getCause().getMessage());
        } catch (IOException failure) {
            throw new UserError("the layers cannot be copied: " + failure.getMessage());
        }
    }

    private static void pack(List<Layer> topFirst, OutputStream out) {
        try (out) {
            Packer.changes(new Stack(List.of(), topFirst), out);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
