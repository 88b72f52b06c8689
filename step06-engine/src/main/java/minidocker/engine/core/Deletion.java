package minidocker.engine.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.Refusal;
import minidocker.files.AtomicFile;
import minidocker.images.Digest;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;

/** Removing containers. A folder is renamed first, so that none is ever half there; what it holds goes in the background. */
final class Deletion {
    private final Engine engine;

    Deletion(Engine engine) {
        this.engine = engine;
    }

    /**
     * @param force ends it first
     * @param volumes takes the volumes along that were made for it, as far as nobody else uses them
     */
    void remove(Container container, boolean force, boolean volumes) {
        ContainerState.Removing removing;
        container.lock().lock();
        try {
            if (force && container.state().isRunning()) {
                container.stoppedByUser(true);
            }
            removing = force && container.state().isRunning() ? null : begin(container);
        } finally {
            container.lock().unlock();
        }
        if (removing == null) {
            end(container);
            container.lock().lock();
            try {
                begin(container);
            } finally {
                container.lock().unlock();
            }
        }
        delete(container, volumes || container.host().autoRemove());
    }

    private ContainerState.Removing begin(Container container) {
        try {
            ContainerState.Removing removing = container.state().removing();
            container.become(removing);
            return removing;
        } catch (Refusal refusal) {
            String words = refusal.getMessage();
            throw new Refusal(refusal.kind(), words.startsWith("is ") ? "removal of container " + container.id() + " " + words
                    : "cannot remove container \"/" + container.name() + "\": " + words, refusal);
        }
    }

    private void end(Container container) {
        try {
            engine.lifecycle().stopping().kill(container, "KILL");
        } catch (Refusal endedJustNow) {
            if (container.state().isRunning()) {
                throw endedJustNow;
            }
        }
    }

    /** Of a container that wants to be removed when it ends: nobody is there to be told. */
    void removeQuietly(Container container) {
        try {
            remove(container, false, true);
        } catch (Refusal somebodyElseDoes) {
            // A user was faster.
        } catch (UncheckedIOException e) {
            System.err.println("mini-docker: container " + container.id() + " could not be removed: " + e.getMessage());
        }
    }

    private void delete(Container container, boolean volumes) {
        try {
            container.streams().close();
            container.streams().delete();
            Files.deleteIfExists(engine.paths().run(container.id()));
            Path doomed = engine.paths().removed(container.id(), volumes);
            Files.move(container.folder(), doomed, StandardCopyOption.ATOMIC_MOVE);
            if (!container.host().autoRemove()) {
                AtomicFile.syncFolder(doomed.getParent());
            }
            engine.workers().execute(() -> empty(doomed));
        } catch (IOException e) {
            container.lock().lock();
            try {
                container.become(container.state().dead());
            } finally {
                container.lock().unlock();
            }
            throw new UncheckedIOException("container " + container.id() + " cannot be removed from the disk: " + e.getMessage(), e);
        }
        engine.containers().remove(container);
        engine.volumes().release(container.id().hex());
        if (volumes) {
            engine.volumes().removeUnused(container.ownVolumes());
        }
        engine.imageUse().end(container.image(), container.id());
        engine.tell(container, "destroy");
        container.gone();
    }

    /** Takes back what was made of a container that could not be created. */
    void discard(ContainerId id, Digest image) {
        engine.imageUse().end(image, id);
        engine.volumes().release(id.hex());
        Path folder = engine.paths().folder(id);
        if (Files.exists(folder)) {
            engine.volumes().removeUnused(ownVolumes(folder));
            empty(folder);
        }
    }

    /** Removes a folder with everything in it, whatever a container has put there. */
    void empty(Path folder) {
        try {
            int parent = Tree.open(folder.getParent());
            try {
                Tree.remove(parent, folder.getFileName().toString());
            } finally {
                Linux.close(parent);
            }
        } catch (RuntimeException e) {
            System.err.println("mini-docker: " + folder + " could not be removed and is tried again at the next start: "
                    + e.getMessage());
        }
    }

    private static List<String> ownVolumes(Path folder) {
        try {
            return Files.readAllLines(ContainerPaths.ownVolumes(folder));
        } catch (IOException none) {
            return List.of();
        }
    }

    /** What an earlier engine did not come to. @return volumes that are to go, too, if no container uses them */
    List<String> sweep() throws IOException {
        List<String> volumes = new ArrayList<>();
        sweepRun();
        try (var folders = Files.newDirectoryStream(engine.paths().all())) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                boolean half = ContainerId.isFull(name) && Files.notExists(ContainerPaths.config(folder));
                if (half || name.startsWith(ContainerPaths.REMOVED_WITH_VOLUMES)) {
                    volumes.addAll(ownVolumes(folder));
                }
                if (half || name.startsWith(ContainerPaths.REMOVED)) {
                    engine.workers().execute(() -> empty(folder));
                }
            }
        } catch (NoSuchFileException noneYet) {
            // The first start.
        }
        return volumes;
    }

    /** FIFOs of containers that are gone, and archives that somebody was sending when the engine was killed. */
    private void sweepRun() throws IOException {
        try (var files = Files.newDirectoryStream(engine.paths().allRun())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!ContainerId.isFull(name) || Files.notExists(ContainerPaths.config(engine.paths().all().resolve(name)))) {
                    engine.workers().execute(() -> empty(file));
                }
            }
        }
    }
}
