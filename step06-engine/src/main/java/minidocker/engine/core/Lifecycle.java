package minidocker.engine.core;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.ContainerState.Exited;
import minidocker.engine.core.ContainerState.Restarting;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.Exit;
import minidocker.engine.runtime.Streams;
import minidocker.engine.streams.ChildEnds;

/** Starting containers, and what happens when they end. */
final class Lifecycle {
    private static final int KILLED = 137;

    private final Engine engine;
    private final Stopping stopping;
    private final HealthMonitor health;
    private final Map<ContainerId, Restarts> restarts = new ConcurrentHashMap<>();
    private final Map<ContainerId, Future<?>> waiting = new ConcurrentHashMap<>();
    /** Of two containers that want a volume that is a filesystem, one mounts it and the other gets the same one. */
    private final ReentrantLock filesystems = new ReentrantLock();

    Lifecycle(Engine engine) {
        this.engine = engine;
        stopping = new Stopping(engine, this);
        health = new HealthMonitor(engine);
    }

    Stopping stopping() {
        return stopping;
    }

    /** A user starts it. */
    ContainerProcess start(Container container) {
        container.lock().lock();
        try {
            container.state().requireStartable();
            Link.requireRunning(container, engine.containers());
            cancelRestart(container);
            restarts.remove(container.id());
            container.restarted(0);
            container.stoppedByUser(false);
            return launch(container);
        } finally {
            container.lock().unlock();
        }
    }

    private ContainerProcess launch(Container container) {
        boolean alone = new MountedVolumes(engine, container).haveFilesystems();
        if (alone) {
            filesystems.lock();
        }
        try {
            return launchNow(container);
        } finally {
            if (alone) {
                filesystems.unlock();
            }
        }
    }

    private ContainerProcess launchNow(Container container) {
        ContainerProcess process = null;
        container.files().run();
        try {
            container.forgetTrace();
            BundleFolder files = engine.bundleFolder(container);
            engine.networking().join(container);
            new NetworkFiles(engine, container).write();
            Bundle bundle = files.bundle();
            // Made anew for each start, so a power cut may take it.
            bundle.write(false);
            process = create(container, bundle);
            process.alsoCalled(engine.networking().plugIn(container, process.identity().pid()));
            ContainerState.Running running = container.state().started(process.identity(), Instant.now());
            // Before it runs: whoever comes after a crash must find it.
            ContainerFiles.writeState(container, running);
            process.start();
            container.runs(process);
            container.become(running);
        } catch (IOException | RuntimeException e) {
            throw failed(container, process, e);
        }
        tellOfVolumes(container, true);
        engine.tell(container, "start");
        watch(container, process);
        return process;
    }

    private void tellOfVolumes(Container container, boolean mounted) {
        for (MountPoint point : container.mounts()) {
            if (point.isVolume()) {
                engine.tell(point.name(), mounted ? "mount" : "unmount", mounted
                        ? Map.of("container", container.id().hex(), "destination", point.destination(), "propagation",
                                point.propagation(), "read/write", String.valueOf(!point.readOnly()))
                        : Map.of("container", container.id().hex()));
            }
        }
    }

    private ContainerProcess create(Container container, Bundle bundle) throws IOException {
        String id = container.id().hex();
        if (container.config().tty()) {
            java.util.List<Integer> size = container.host().consoleSize();
            ContainerProcess process = engine.runtime().create(id, bundle, new Streams.Console(size.get(1), size.get(0)));
            container.streams().openConsole(process.terminal().orElseThrow().descriptor());
            return process;
        }
        try (ChildEnds ends = container.streams().open()) {
            return engine.runtime().create(id, bundle, new Streams.Pipes(ends.stdin(), ends.stdout(), ends.stderr()));
        }
    }

    /** Follows a process that runs: to be called once for each, also for one that an earlier engine has started. */
    void watch(Container container, ContainerProcess process) {
        health.begin(container, process);
        process.exit().thenAcceptAsync(exit -> ended(container, process, exit), engine.workers());
    }

    private RuntimeException failed(Container container, ContainerProcess process, Exception failure) {
        container.streams().processEnded(false);
        if (process != null) {
            process.delete();
        }
        engine.networking().leave(container);
        container.files().ended();
        // 128 is what Docker says if it does not know better.
        int code = failure instanceof UserError error && error.exitCode() != 125 ? error.exitCode() : 128;
        try {
            become(container, container.state().startFailed(code, failure.getMessage()));
        } catch (Refusal diskToo) {
            failure.addSuppressed(diskToo);
        }
        if (container.host().autoRemove()) {
            engine.workers().execute(() -> engine.deletion().removeQuietly(container));
        }
        return failure instanceof Refusal refusal ? refusal
                : failure instanceof IOException disk
                ? DiskTrouble.refusal("the container cannot be started", container.folder(), disk)
                : new Refusal(code == 128 ? Kind.FAILED : Kind.BAD_PARAMETER, failure.getMessage(), failure);
    }

    private void ended(Container container, ContainerProcess process, Exit exit) {
        health.end(container);
        int code = exit.code();
        // Not asked where nothing speaks for it: the answer costs more than the rest of the end.
        boolean oom = (code == KILLED || container.host().number("Memory") > 0) && process.oomKilled();
        RestartPolicy policy = container.host().restartPolicy();
        boolean again = policy.restartsAfter(code, container.restartCount(), container.isStoppedByUser());
        container.streams().processEnded(again).join();
        Runnable tellWaiters;
        container.lock().lock();
        try {
            process.delete();
            engine.networking().leave(container);
            container.runs(null);
            container.files().ended();
            Duration run = Duration.between(container.state().past().startedAt(), exit.at());
            // Looked at once more: a user may have stopped it in the meantime.
            again = again && !container.isStoppedByUser();
            ContainerState next = again ? container.state().endedForNow(code, oom, exit.at())
                    : container.state().ended(code, oom, exit.at());
            if (oom) {
                engine.tell(container, "oom");
            }
            becomeAtAnyPrice(container, next);
            engine.tell(container, "die", Map.of("exitCode", Integer.toString(code),
                    "execDuration", Long.toString(Math.max(0, run.toSeconds()))));
            tellOfVolumes(container, false);
            tellWaiters = container.exited();
            if (again) {
                restartLater(container, run);
            } else {
                restarts.remove(container.id());
            }
        } finally {
            container.lock().unlock();
        }
        tellWaiters.run();
        if (!again && container.host().autoRemove()) {
            engine.deletion().removeQuietly(container);
        }
    }

    /** While the container's lock is held. */
    void restartLater(Container container, Duration run) {
        Restarts next = restarts.getOrDefault(container.id(), Restarts.NONE_YET).after(run);
        restarts.put(container.id(), next);
        waiting.put(container.id(), engine.workers().after(next.delay(), () -> startAgain(container)));
    }

    /** Of a container whose state is restarting already. */
    void restartNow(Container container) {
        container.stoppedByUser(false);
        startAgain(container);
    }

    private void startAgain(Container container) {
        container.lock().lock();
        try {
            if (container.state() instanceof Restarting) {
                waiting.remove(container.id());
                container.restarted(container.restartCount() + 1);
                launch(container);
            }
        } catch (Refusal cannot) {
            // Its state says why.
            engine.tell(container, "die", Map.of("exitCode", Integer.toString(container.state().past().exitCode())));
            container.exited().run();
        } finally {
            container.lock().unlock();
        }
    }

    /** It is not going to be started again. While the container's lock is held. @return false if it was not going to be */
    boolean cancelRestart(Container container) {
        Future<?> start = waiting.remove(container.id());
        if (start != null) {
            start.cancel(false);
        }
        return start != null;
    }

    /** A user does not want it to be started again. */
    void giveUp(Container container) {
        cancelRestart(container);
        Exited exited = container.state().cancelled();
        become(container, exited);
        container.exited().run();
        container.streams().releaseFollowers();
    }

    void pause(Container container) {
        container.lock().lock();
        try {
            ContainerState.Paused paused = named(container, () -> container.state().paused());
            container.requireProcess().pause();
            become(container, paused);
        } finally {
            container.lock().unlock();
        }
        engine.tell(container, "pause");
    }

    void unpause(Container container) {
        container.lock().lock();
        try {
            ContainerState.Running running = named(container, () -> container.state().resumed());
            container.requireProcess().resume();
            become(container, running);
        } finally {
            container.lock().unlock();
        }
        engine.tell(container, "unpause");
    }

    /** A refusal of a state says "is not running"; here it learns who. */
    private static <T> T named(Container container, java.util.function.Supplier<T> transition) {
        try {
            return transition.get();
        } catch (Refusal refusal) {
            throw new Refusal(refusal.kind(), "Container " + container.id() + " " + refusal.getMessage());
        }
    }

    /** On the disk first. */
    void become(Container container, ContainerState next) {
        try {
            ContainerFiles.writeState(container, next);
        } catch (IOException e) {
            throw DiskTrouble.refusal("the state of container " + container.id() + " cannot be written to the disk",
                    container.folder(), e);
        }
        container.become(next);
    }

    /** What has happened has happened, even if the disk is full; then the next engine finds out by itself. */
    void becomeAtAnyPrice(Container container, ContainerState next) {
        container.become(next);
        try {
            ContainerFiles.writeState(container, next);
        } catch (IOException e) {
            System.err.println("mini-docker: the state of container " + container.id() + " could not be written to the disk: "
                    + e.getMessage());
        }
    }
}
