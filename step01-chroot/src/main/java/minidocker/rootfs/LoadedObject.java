package minidocker.rootfs;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A program or library as the dynamic loader has it in memory.
 *
 * @param path   the path by which it was opened
 * @param origin the folder that {@code $ORIGIN} stands for: that of {@code path} for a library; for a program that of its real
 *               path, since the loader asks the kernel (/proc/self/exe)
 * @param elf    what the file says
 * @param found  which part of the search found it
 * @param loader the one that needed it first, and so brought it in; empty for the program itself
 */
record LoadedObject(Path path, Path origin, ElfFile elf, FoundBy found, Optional<LoadedObject> loader) {

    /** The parts of the loader's search in ld.so(8), in their order. */
    enum FoundBy {
        /** Asked for by a path, not a name; the program itself is. */
        PATH,
        /** In a folder of the RPATH of the one that needs it or of one of those that brought that one in. */
        RPATH,
        /** In a folder of the RUNPATH of the one that needs it. */
        RUNPATH,
        /** In a folder of /etc/ld.so.conf, which ldconfig(8) turns into /etc/ld.so.cache. */
        CONFIGURATION,
        /** In one of the folders that are built into the loader. */
        DEFAULT
    }
}
