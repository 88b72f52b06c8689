package minidocker.images.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import minidocker.images.store.LayerUnpacker;
import minidocker.layers.Limits;
import minidocker.layers.Tree;
import minidocker.layers.Unpacked;
import minidocker.layers.Unpacker;
import minidocker.syscall.Linux;

/** Unpacks layers into overlayfs' own form, see {@link Unpacker}. */
public final class OverlayUnpacker implements LayerUnpacker {
    private final Limits limits = Limits.none();

    @Override
    public boolean unpack(InputStream tar, Path folder) throws IOException {
        int opened = Tree.open(folder);
        try {
            Unpacked unpacked = Unpacker.unpack(tar, opened, limits);
            unpacked.omissions().forEach(omission -> System.err.println("mini-docker: " + omission));
            return true;
        } finally {
            Linux.close(opened);
        }
    }
}
