package minidocker.rootfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import minidocker.cli.UserError;

/**
 * What the kernel and the dynamic loader look at in an ELF file before its first instruction runs. Named as in elf(5).
 *
 * <p>A <em>static</em> program has no interpreter: the kernel maps it and jumps to it. A <em>static-pie</em> one is of type
 * {@link Type#DYN} and has a dynamic section, but it too names no interpreter and needs no library.
 *
 * @param architecture class, byte order and machine
 * @param type         {@code e_type}
 * @param interpreter  PT_INTERP: the path of the dynamic loader that the kernel starts in the program's stead
 * @param needed       DT_NEEDED: the libraries it is linked with, in order, mostly bare names such as {@code libc.so.6}
 * @param rpath        DT_RPATH: folders to search, colon-separated; passed on to the libraries of the libraries
 * @param runpath      DT_RUNPATH: the same, for its own libraries only; where it stands, DT_RPATH does not count
 * @param soname       DT_SONAME: the name by which others need it
 */
public record ElfFile(ElfArchitecture architecture, Type type, Optional<String> interpreter, List<String> needed,
        Optional<String> rpath, Optional<String> runpath, Optional<String> soname) {

    /** {@code e_type}. Most programs of today are DYN as libraries are: a position-independent executable is both. */
    public enum Type {
        NONE("without a type"), REL("a relocatable object"), EXEC("a program"), DYN("a program or shared library"),
        CORE("a core dump"), OTHER("of a type of its own");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public ElfFile {
        needed = List.copyOf(needed);
    }

    /**
     * Reads {@code file}.
     *
     * @throws UserError one sentence when it cannot be read, is no ELF file, or is one that is damaged
     */
    public static ElfFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return new ElfReader(file, channel).read();
        } catch (IOException e) {
            throw new UserError(FileTrouble.sentence("cannot read " + file, e));
        }
    }

    /** Neither a loader nor a library is asked for: the file is all it takes. */
    public boolean isStatic() {
        return interpreter.isEmpty() && needed.isEmpty();
    }
}
