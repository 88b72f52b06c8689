package minidocker.rootfs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import minidocker.rootfs.LoadedObject.FoundBy;
import minidocker.cli.UserError;

/**
 * Does what the dynamic loader does before a program's main(): finds all libraries, those of the libraries too, breadth
 * first. A library that is loaded already serves everyone who asks for its name, whatever their own RUNPATH says.
 */
final class SharedObjects {
    /**
     * What glibc opens by name while the program runs, so that no DT_NEEDED tells: the name services that
     * /etc/nsswitch.conf asks for, which were files of their own before glibc 2.34, and what pthread_exit(3) unwinds the
     * stack with.
     */
    private static final List<String> OPENED_BY_GLIBC = List.of("libnss_files.so.2", "libnss_dns.so.2", "libgcc_s.so.1");

    private final HostTree host;
    private final Map<List<Object>, LibrarySearch> searches = new HashMap<>();

    SharedObjects(HostTree host) {
        this.host = host;
    }

    /** One file that has to be there, by the name by which it is opened, and an additional name for it where one is needed. */
    record Need(Path path, Optional<Path> alias, String why) {}

    /**
     * The loader and the libraries of a program.
     *
     * @param program its path; it is not among the needs
     * @throws UserError when one of them is not there, naming the one that needs it
     */
    List<Need> of(Path program, ElfFile elf) {
        if (elf.isStatic()) {
            return List.of();
        }
        Path loader = loader(program, elf);
        ElfArchitecture architecture = elf.architecture();
        LibrarySearch search = searches.computeIfAbsent(List.of(architecture, loader),
                key -> new LibrarySearch(host, architecture, loader));
        Path origin = host.walk(program).end().getParent();
        LoadedObject object = new LoadedObject(program, origin, elf, FoundBy.PATH, Optional.empty());
        List<LoadedObject> libraries = load(object, loader, search);

        List<Need> needs = new ArrayList<>();
        needs.add(new Need(loader, Optional.empty(), "loads " + program));
        search.configurationFile()
                .ifPresent(file -> needs.add(new Need(file, Optional.empty(), "tells " + loader + " where to look")));
        Path systemFolder = systemFolder(libraries);
        for (LoadedObject library : libraries) {
            String why = "needed by " + library.loader().orElseThrow().path();
            needs.add(new Need(library.path(), alias(library, object, search, systemFolder), why));
        }
        return needs;
    }

    private Path loader(Path program, ElfFile elf) {
        String name = elf.interpreter().orElseThrow(() -> new UserError(program + " is a shared library, not a program"));
        try {
            Path loader = Path.of(name);
            HostTree.Walk walk = host.walk(loader.toAbsolutePath());
            if (walk.exists() && loader.isAbsolute() && Files.isRegularFile(host.onDisk(walk.end()))) {
                return loader;
            }
        } catch (InvalidPathException fallThrough) {
            // The sentence is the same.
        }
        throw new UserError(program + " needs the dynamic loader " + name + ", which is not on this machine (it was made for"
                + " another distribution: install the C library it was built with, or take a static build)");
    }

    private List<LoadedObject> load(LoadedObject program, Path loader, LibrarySearch search) {
        Set<String> loaded = new HashSet<>();
        loaded.add(String.valueOf(loader.getFileName()));
        ElfFile.read(host.onDisk(host.walk(loader).end())).soname().ifPresent(loaded::add);
        List<LoadedObject> libraries = new ArrayList<>();
        Deque<LoadedObject> ahead = new ArrayDeque<>(List.of(program));
        while (!ahead.isEmpty()) {
            LoadedObject needing = ahead.pop();
            Consumer<LibrarySearch.Found> bringIn = found -> {
                found.elf().soname().ifPresent(loaded::add);
                LoadedObject library = new LoadedObject(found.path(), found.path().getParent(), found.elf(), found.how(),
                        Optional.of(needing));
                libraries.add(library);
                ahead.add(library);
            };
            for (String name : needing.elf().needed()) {
                if (!search.isInLoader(name) && loaded.add(name)) {
                    bringIn.accept(search.find(name, needing).orElseThrow(() -> missing(name, needing)));
                }
            }
            if (needing.elf().soname().equals(Optional.of("libc.so.6"))) {
                OPENED_BY_GLIBC.stream().filter(loaded::add).forEach(name -> search.find(name, needing).ifPresent(bringIn));
            }
        }
        return libraries;
    }

    /** The loader certainly looks by itself where its own libc lies, even in a distribution with folders like no other. */
    private static Path systemFolder(List<LoadedObject> libraries) {
        return libraries.stream().filter(library -> library.path().endsWith("libc.so.6")).findFirst()
                .map(library -> library.path().getParent()).orElse(Path.of("/usr/lib"));
    }

    /**
     * In the new root there is no /etc/ld.so.cache, and without it the loader does not know of the folders in
     * /etc/ld.so.conf; and in a mere chroot there is no /proc, without which it does not know the program's $ORIGIN. A link
     * in a folder that it looks in by itself does the same, and can be seen with ls.
     */
    private static Optional<Path> alias(LoadedObject library, LoadedObject program, LibrarySearch search, Path systemFolder) {
        Path folder = library.path().getParent();
        boolean hidden = switch (library.found()) {
            case CONFIGURATION -> true;
            case RPATH, RUNPATH -> (program.elf().rpath() + " " + program.elf().runpath()).contains("ORIGIN");
            case PATH, DEFAULT -> false;
        };
        return hidden && !search.isBuiltIn(folder) && !folder.equals(systemFolder)
                ? Optional.of(systemFolder.resolve(library.path().getFileName())) : Optional.empty();
    }

    private static UserError missing(String name, LoadedObject needing) {
        String chain = needing.loader().map(by -> " (which " + program(by) + " is linked with)").orElse("");
        return new UserError(needing.path() + chain + " needs the " + needing.elf().architecture() + " library " + name
                + ", which is not on this machine");
    }

    private static Path program(LoadedObject object) {
        return object.loader().map(SharedObjects::program).orElse(object.path());
    }
}
