package minidocker.engine.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.files.AtomicFile;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;

/** The volumes there are, and who uses them. Any thread may call. */
public final class VolumeStore {
    private static final String NEW = ".new-";
    private static final String REMOVED = ".removed-";
    private static final String BESIDE = "_new";

    private final Path folder;
    private final Listener listener;
    private final Map<String, Volume> volumes = new TreeMap<>();
    private final Map<String, Set<String>> users = new HashMap<>();
    private final Map<String, Object> monitors = new ConcurrentHashMap<>();

    /** Who wants to hear of it. */
    public interface Listener {
        /** @param action {@code create} or {@code destroy} */
        void happened(String action, Volume volume);
    }

    private VolumeStore(Path folder, Listener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** All that are in a folder, which is made if it is missing. What an earlier engine has left half made goes. */
    public static VolumeStore open(Path folder, Listener listener) throws IOException {
        VolumeStore store = new VolumeStore(folder, listener);
        Files.createDirectories(folder);
        try (var found = Files.newDirectoryStream(folder)) {
            for (Path one : found) {
                String name = one.getFileName().toString();
                if (name.startsWith(NEW) || name.startsWith(REMOVED)) {
                    delete(one);
                } else if (Files.isDirectory(Volume.data(one))) {
                    delete(one, BESIDE);
                    store.volumes.put(name, VolumeFile.read(one));
                }
            }
        }
        return store;
    }

    /** All, by name. */
    public synchronized List<Volume> all() {
        return List.copyOf(volumes.values());
    }

    /** @throws Refusal NOT_FOUND, in Docker's words */
    public synchronized Volume find(String name) {
        return lookup(name).orElseThrow(() -> new Refusal(Kind.NOT_FOUND, "get " + name + ": no such volume"));
    }

    public synchronized Optional<Volume> lookup(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    /**
     * Makes one. If there is one of that name already, it is the one that is meant.
     *
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    public Volume create(VolumeRequest wanted) throws IOException {
        wanted.check();
        Volume made;
        synchronized (this) {
            Volume before = volumes.get(wanted.name());
            if (before != null) {
                return before;
            }
            made = make(wanted);
            volumes.put(made.name(), made);
        }
        listener.happened("create", made);
        return made;
    }

    /** As {@link #create}, for a container that is going to use it: from now on nobody can remove it. */
    public Volume take(VolumeRequest wanted, String container) throws IOException {
        while (true) {
            Volume volume = create(wanted);
            synchronized (this) {
                if (volumes.containsKey(volume.name())) {
                    use(volume.name(), container);
                    return volume;
                }
            }
        }
    }

    /** A name for a volume that nobody gives one. */
    public static String invented() {
        return minidocker.images.Digest.of(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)).hex();
    }

    private Volume make(VolumeRequest wanted) throws IOException {
        String name = wanted.name().isEmpty() ? invented() : wanted.name();
        Map<String, String> labels = new LinkedHashMap<>(wanted.labels());
        if (wanted.name().isEmpty()) {
            labels.put(Volume.ANONYMOUS, "");
        }
        Path place = folder.resolve(name);
        Volume volume = new Volume(name, place, Instant.now(), labels, wanted.options());
        Path unnamed = folder.resolve(NEW + UUID.randomUUID());
        try {
            Files.createDirectory(unnamed, VolumeFile.FOLDER);
            Files.createDirectory(Volume.data(unnamed));
            Files.setPosixFilePermissions(Volume.data(unnamed), VolumeFile.DATA);
            VolumeFile.write(unnamed, volume);
            AtomicFile.rename(unnamed, place);
        } catch (IOException e) {
            delete(unnamed);
            throw e;
        }
        return volume;
    }

    /** A container uses it until it is {@link #release released}, whether it is there or not. */
    public synchronized void use(String name, String container) {
        users.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(container);
    }

    /** A container uses none any more. */
    public synchronized void release(String container) {
        users.values().forEach(those -> those.remove(container));
        users.values().removeIf(Set::isEmpty);
    }

    /** For whoever fills a volume: one at a time. */
    public Object monitor(String name) {
        return monitors.computeIfAbsent(name, key -> new Object());
    }

    /** An empty folder that may take the place of the volume's, on the same disk. */
    public Path beside(Volume volume) throws IOException {
        nothingBeside(volume);
        Path fresh = Files.createDirectory(volume.folder().resolve(BESIDE));
        Files.setPosixFilePermissions(fresh, VolumeFile.DATA);
        return fresh;
    }

    /** If it did not come to be what it was to be. */
    public void nothingBeside(Volume volume) {
        delete(volume.folder(), BESIDE);
    }

    /** The containers that use it. */
    public synchronized List<String> users(String name) {
        return List.copyOf(users.getOrDefault(name, Set.of()));
    }

    /** @throws Refusal NOT_FOUND; CONFLICT if a container uses it, in Docker's words */
    public void remove(String name) {
        Volume volume;
        Path doomed;
        synchronized (this) {
            volume = find(name);
            if (users.containsKey(name)) {
                throw new Refusal(Kind.CONFLICT, "remove " + name + ": volume is in use - [" + String.join(", ", users(name)) + "]");
            }
            doomed = folder.resolve(REMOVED + UUID.randomUUID());
            try {
                Files.move(volume.folder(), doomed, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException goneAlready) {
                doomed = null;
            } catch (IOException e) {
                throw new Refusal(Kind.FAILED, "remove " + name + ": it cannot be taken from the disk: " + e.getMessage(), e);
            }
            volumes.remove(name);
            monitors.remove(name);
        }
        if (doomed != null) {
            delete(doomed);
        }
        listener.happened("destroy", volume);
    }

    /** Those of them that nobody uses. @return which have gone */
    public List<String> removeUnused(Collection<String> names) {
        List<String> gone = new ArrayList<>();
        for (String name : names) {
            try {
                remove(name);
                gone.add(name);
            } catch (Refusal usedOrGone) {
                // Then it is not meant.
            }
        }
        return gone;
    }

    private static void delete(Path doomed) {
        delete(doomed.getParent(), doomed.getFileName().toString());
    }

    /** With all that is in it, whatever a container has put there. What is not there is no trouble. */
    private static void delete(Path folder, String name) {
        try {
            int parent = Tree.open(folder);
            try {
                Tree.remove(parent, name);
            } finally {
                Linux.close(parent);
            }
        } catch (RuntimeException e) {
            System.err.println("mini-docker: " + folder.resolve(name) + " could not be removed and is tried again at the next start: "
                    + e.getMessage());
        }
    }
}
