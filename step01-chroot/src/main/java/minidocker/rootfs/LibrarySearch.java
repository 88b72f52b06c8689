package minidocker.rootfs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import minidocker.rootfs.LoadedObject.FoundBy;
import minidocker.cli.UserError;

/**
 * Where the dynamic loader finds a library, ld.so(8). A name with a slash is a path. Any other is looked for
 * <ol>
 * <li>in DT_RPATH of the one that needs it and then of those that brought that one in, up to the program; each counts only if
 * it has no DT_RUNPATH, and none counts if the one that needs the library has one;
 * <li>in DT_RUNPATH of the one that needs it;
 * <li>in the folders of /etc/ld.so.conf, see {@link LoaderConfiguration};
 * <li>in the folders that are built into the loader. A distribution chooses them, so all usual ones are tried: the multiarch
 *     folders of Debian, and /lib64 and /usr/lib64 before /lib and /usr/lib for 64 bits.
 * </ol>
 * A file of another {@link ElfArchitecture} is passed over, which is how 32- and 64-bit libraries live side by side.
 *
 * <p>Left out on purpose: LD_LIBRARY_PATH and LD_PRELOAD, for the environment of the one who makes a root filesystem is not
 * that of the one who runs something in it; and glibc-hwcaps, the variants for newer processors, beside which the plain
 * library stands anyway and works on every machine.
 *
 * <p>musl's loader ({@code ld-musl-ARCH.so.1}) makes no difference between RPATH and RUNPATH, passes both on, and then looks
 * in the folders of /etc/ld-musl-ARCH.path. The libraries of libc are all within the loader itself.
 */
final class LibrarySearch {
    private final HostTree host;
    private final ElfArchitecture architecture;
    private final boolean musl;
    /** Of musl only: how its file names call the machine. */
    private final String arch;
    private final List<Path> configured;
    private final List<Path> builtIn;
    /** Every program asks for libc; only the last two parts of the search give the same answer to everyone. */
    private final Map<String, Optional<Found>> systemLibraries = new HashMap<>();
    private final Map<Path, Optional<ElfFile>> read = new HashMap<>();

    /** A library by the path with which it is opened. */
    record Found(Path path, ElfFile elf, FoundBy how) {}

    /** @param loader the program's PT_INTERP */
    LibrarySearch(HostTree host, ElfArchitecture architecture, Path loader) {
        this.host = host;
        this.architecture = architecture;
        String name = String.valueOf(loader.getFileName());
        this.musl = name.startsWith("ld-musl-");
        this.arch = name.replaceFirst("ld-musl-", "").replaceFirst("\\.so.*", "");
        this.configured = musl ? List.of() : LoaderConfiguration.glibc(host);
        this.builtIn = musl ? LoaderConfiguration.musl(host, arch) : glibcFolders();
    }

    Optional<Found> find(String name, LoadedObject needing) {
        if (name.contains("/")) {
            return expand(name, needing).stream().flatMap(path -> open(path, FoundBy.PATH).stream()).findFirst();
        }
        return inRpath(name, needing)
                .or(() -> inFolders(name, needing.elf().runpath().orElse(""), needing, FoundBy.RUNPATH))
                .or(() -> systemLibraries.computeIfAbsent(name, this::inSystem));
    }

    /** A file that the loader reads to know where to look, if it needs that in the new root too. */
    Optional<Path> configurationFile() {
        return musl ? Optional.of(LoaderConfiguration.muslFile(arch)).filter(file -> host.walk(file).exists()) : Optional.empty();
    }

    /** Whether {@code name} needs no file, because the loader brings it along itself. */
    boolean isInLoader(String name) {
        return musl && name.matches("lib(c|c\\.musl-.*|pthread|rt|m|dl|util|xnet)\\.(so.*|musl.*)");
    }

    /** Whether the loader looks there by itself, with no configuration to tell it. */
    boolean isBuiltIn(Path folder) {
        return builtIn.contains(folder);
    }

    private Optional<Found> inRpath(String name, LoadedObject needing) {
        if (needing.elf().runpath().isPresent() && !musl) {
            return Optional.empty();
        }
        for (Optional<LoadedObject> at = Optional.of(needing); at.isPresent(); at = at.get().loader()) {
            LoadedObject object = at.get();
            Optional<String> runpath = object.elf().runpath();
            String folders = runpath.isEmpty() ? object.elf().rpath().orElse("") : musl ? runpath.get() : "";
            Optional<Found> found = inFolders(name, folders, object, FoundBy.RPATH);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Found> inFolders(String name, String folders, LoadedObject whose, FoundBy how) {
        for (String folder : folders.split(":")) {
            for (Path path : expand(folder + "/" + name, whose)) {
                Optional<Found> found = folder.isEmpty() ? Optional.empty() : open(path, how);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Found> inSystem(String name) {
        return configured.stream().flatMap(folder -> open(folder.resolve(name), FoundBy.CONFIGURATION).stream()).findFirst()
                .or(() -> builtIn.stream().flatMap(folder -> open(folder.resolve(name), FoundBy.DEFAULT).stream()).findFirst());
    }

    private Optional<Found> open(Path path, FoundBy how) {
        HostTree.Walk walk = host.walk(path);
        Path file = host.onDisk(walk.end());
        if (!walk.exists() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return read.computeIfAbsent(walk.end(), end -> readable(file))
                .filter(elf -> elf.architecture().equals(architecture))
                .map(elf -> new Found(path, elf, how));
    }

    private static Optional<ElfFile> readable(Path file) {
        try {
            return Optional.of(ElfFile.read(file));
        } catch (UserError noLibrary) {
            // /usr/lib/libc.so, for one, is a text for the linker: not what is looked for, so the search goes on.
            return Optional.empty();
        }
    }

    /**
     * With $ORIGIN, $LIB and $PLATFORM (or ${ORIGIN} ...) filled in; several paths, as $LIB is lib, lib64 or a multiarch
     * folder, depending on how the loader was built. A relative path is left out: it depends on the folder that the program
     * is started in.
     */
    private List<Path> expand(String text, LoadedObject whose) {
        List<String> libs = text.contains("LIB") ? new ArrayList<>(libFolders()) : List.of("");
        List<Path> paths = new ArrayList<>();
        for (String lib : libs) {
            String path = fill(fill(fill(text, "ORIGIN", whose.origin().toString()), "LIB", lib),
                    "PLATFORM", architecture.platform());
            try {
                if (path.startsWith("/")) {
                    paths.add(Path.of(path));
                }
            } catch (InvalidPathException notAPathOnThisMachine) {
                continue;
            }
        }
        return paths;
    }

    private static String fill(String text, String name, String value) {
        return text.replace("${" + name + "}", value).replaceAll("\\$" + name + "(?![A-Za-z0-9_])",
                Matcher.quoteReplacement(value));
    }

    private List<String> libFolders() {
        List<String> folders = new ArrayList<>();
        architecture.multiarchFolders().forEach(folder -> folders.add("lib/" + folder));
        if (architecture.bits() == 64) {
            folders.add("lib64");
        }
        folders.add("lib");
        return folders;
    }

    private List<Path> glibcFolders() {
        Set<Path> folders = new LinkedHashSet<>();
        for (String folder : libFolders()) {
            folders.add(Path.of("/" + folder));
            folders.add(Path.of("/usr/" + folder));
        }
        return List.copyOf(folders);
    }
}
