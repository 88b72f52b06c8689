package minidocker.images.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import minidocker.images.store.LayerUnpacker;
import minidocker.layers.Limits;
import minidocker.layers.Tree;
import minidocker.layers.Unpacked;
import minidocker.layers.Unpacker;
import minidocker.overlay.LayerOwners;
import minidocker.syscall.Linux;

/**
 * Unpacks layers into overlayfs' own form, see {@link Unpacker}: with owners and devices if we are root, else without devices and
 * with the owners that {@link LayerOwners} can give, and then somebody is told.
 */
public final class OverlayUnpacker implements LayerUnpacker {
    /** The largest known images have a million. */
    private static final long MOST_ENTRIES = 10_000_000;

    private final Limits limits = new Limits(Limits.none().owners(), Long.MAX_VALUE, MOST_ENTRIES);
    private final Consumer<String> omissions;

    /** Says on standard error what was left out. */
    public OverlayUnpacker() {
        this(omission -> System.err.println("mini-docker: " + omission));
    }

    /** @param omissions gets sentences, from several threads if several layers are unpacked at once */
    public OverlayUnpacker(Consumer<String> omissions) {
        this.omissions = omissions;
    }

    @Override
    public boolean unpack(InputStream tar, Path folder) throws IOException {
        int opened = Tree.open(folder);
        try {
            Unpacked unpacked = Unpacker.unpack(tar, opened, limits);
            unpacked.omissions().forEach(omissions);
            LayerOwners.give(folder, unpacked.owners()).forEach(omissions);
            return true;
        } finally {
            Linux.close(opened);
        }
    }
}
