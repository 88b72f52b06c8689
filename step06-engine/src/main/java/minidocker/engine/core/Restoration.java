package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.core.ContainerState.Paused;
import minidocker.engine.core.ContainerState.Restarting;
import minidocker.engine.core.ContainerState.Running;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.Exit;
import minidocker.images.inventory.Image;

/**
 * What an engine does first: it takes up what an earlier one has left, whether that one left in order, was killed, or lost its
 * power. Containers that run go on and are followed again. Those that have ended meanwhile get their state, and restart policies
 * act.
 */
final class Restoration {
    private final Engine engine;

    Restoration(Engine engine) {
        this.engine = engine;
    }

    void restore() throws IOException {
        List<String> doomedVolumes = engine.deletion().sweep();
        List<Runnable> then = new ArrayList<>();
        Set<String> living = new HashSet<>();
        try (var folders = Files.newDirectoryStream(engine.paths().all())) {
            for (Path folder : folders) {
                if (ContainerId.isFull(folder.getFileName().toString()) && Files.exists(ContainerPaths.config(folder))) {
                    try {
                        then.add(take(folder, living));
                    } catch (IOException | RuntimeException e) {
                        // One container that somebody has broken must not keep all the others from being looked after.
                        System.err.println("mini-docker: container " + folder.getFileName() + " cannot be taken up: " + e.getMessage());
                        living.add(folder.getFileName().toString());
                    }
                }
            }
        }
        engine.pump().allReopened();
        engine.runtime().sweep(living);
        engine.networking().restore();
        engine.volumes().removeUnused(doomedVolumes);
        then.forEach(engine.workers()::execute);
    }

    /** @return what is to be done when all containers are known */
    private Runnable take(Path folder, Set<String> living) throws IOException {
        ContainerFiles.Description description = ContainerFiles.read(folder);
        ContainerFiles.Doing doing = ContainerFiles.readState(folder);
        Container container = engine.container(description, folder);
        container.volumes().forEach(name -> engine.volumes().use(name, container.id().hex()));
        container.restarted(doing.restartCount());
        container.stoppedByUser(doing.stoppedByUser());
        container.become(doing.state());
        container.networks(ContainerFiles.readNetworks(folder, description.config()));
        Optional<Image> image = engine.images().lookup(description.image().toString());
        if (image.isPresent()) {
            engine.imageUse().begin(image.get(), container.id());
        }
        engine.containers().names().take(container.name(), container.id());
        engine.containers().add(container);
        if (doing.state() instanceof Running || doing.state() instanceof Paused) {
            Optional<ContainerProcess> found = doing.process().isPresent()
                    ? engine.runtime().find(container.id().hex(), engine.bundleFolder(container).writtenBundle(), doing.process().get())
                    : Optional.empty();
            if (found.isPresent()) {
                living.add(container.id().hex());
                engine.networking().adopt(container);
                follow(container, found.get());
                return () -> { };
            }
            container.networks(container.networks().asleep());
            return endedMeanwhile(container);
        }
        container.networks(container.networks().asleep());
        return () -> afterwards(container, doing.state() instanceof Restarting);
    }

    private void follow(Container container, ContainerProcess process) throws IOException {
        container.files().run();
        container.runs(process);
        if (process.isPaused() != container.state() instanceof Paused) {
            container.become(process.isPaused() ? container.state().paused() : container.state().resumed());
        }
        container.streams().reopen();
        engine.lifecycle().watch(container, process);
    }

    /** Nobody was there to hear how it ended. */
    private Runnable endedMeanwhile(Container container) throws IOException {
        container.streams().reopen();
        container.streams().processEnded(false).join();
        engine.lifecycle().becomeAtAnyPrice(container, container.state().ended(Exit.UNKNOWN, false, Instant.now()));
        return () -> afterwards(container, true);
    }

    /** @param ended without having been followed: the policy has not acted yet */
    private void afterwards(Container container, boolean ended) {
        if (container.host().autoRemove() && container.state().past().startedAt().isAfter(Past.NEVER)
                || container.state() instanceof ContainerState.Dead) {
            engine.deletion().removeQuietly(container);
            return;
        }
        RestartPolicy policy = container.host().restartPolicy();
        Past past = container.state().past();
        boolean ran = past.startedAt().isAfter(Past.NEVER);
        boolean again = ran && (ended ? policy.restartsAfter(past.exitCode(), container.restartCount(), container.isStoppedByUser())
                || policy.name() == RestartPolicy.Name.ALWAYS : policy.restartsWithEngine(container.isStoppedByUser()));
        container.lock().lock();
        try {
            if (again && !container.state().isAlive()) {
                container.become(new Restarting(past));
                engine.lifecycle().restartNow(container);
            } else if (container.state() instanceof Restarting) {
                engine.lifecycle().giveUp(container);
            }
        } finally {
            container.lock().unlock();
        }
    }
}
