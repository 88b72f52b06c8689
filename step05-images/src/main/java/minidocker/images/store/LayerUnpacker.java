package minidocker.images.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Makes files of a layer's tar archive. */
public interface LayerUnpacker {
    /** For who wants to have the layer verified only. */
    LayerUnpacker NONE = (tar, folder) -> false;

    /**
     * Unpacks the archive, which may be anybody's and is not verified yet. Nothing outside the folder may be touched, whatever is
     * in it.
     *
     * @param tar    need not be read to its end
     * @param folder empty; what is in it afterwards is thrown away if the archive turns out to be the wrong one
     * @return false if nothing was unpacked
     */
    boolean unpack(InputStream tar, Path folder) throws IOException;
}
