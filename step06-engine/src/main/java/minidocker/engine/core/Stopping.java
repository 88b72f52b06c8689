package minidocker.engine.core;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.syscall.Signal;

/** Signals to containers: kill, and stop, which is a signal, patience, and another signal. */
final class Stopping {
    private static final long PATIENCE_SECONDS = 10;

    private final Engine engine;
    private final Lifecycle lifecycle;

    Stopping(Engine engine, Lifecycle lifecycle) {
        this.engine = engine;
        this.lifecycle = lifecycle;
    }

    void kill(Container container, String wanted) {
        int signal = wanted.isEmpty() ? Signal.SIGKILL.number() : Creation.signal(wanted);
        CompletableFuture<Integer> exit = container.when(Container.WaitCondition.NEXT_EXIT);
        try {
            signal(container, signal, signal == Signal.SIGKILL.number() || signal == stopSignal(container, Optional.empty()));
        } catch (Refusal notRunning) {
            throw new Refusal(notRunning.kind(), "cannot kill container: " + container.name() + ": " + notRunning.getMessage());
        }
        if (signal == Signal.SIGKILL.number()) {
            await(exit, -1);
        }
    }

    /** @param forGood it is not to be started again by itself */
    private void signal(Container container, int signal, boolean forGood) {
        container.lock().lock();
        try {
            if (forGood) {
                container.stoppedByUser(true);
            }
            if (container.state() instanceof ContainerState.Restarting) {
                lifecycle.giveUp(container);
                return;
            }
            ContainerProcess process = container.requireProcess();
            if (forGood) {
                // On the disk, since the next engine should know it, too; a full one keeps nobody from stopping a container.
                lifecycle.becomeAtAnyPrice(container, container.state());
            }
            process.signal(signal);
            engine.tell(container, "kill", Map.of("signal", Integer.toString(signal)));
            if (container.state() instanceof ContainerState.Paused paused && forGood) {
                process.resume();
                lifecycle.becomeAtAnyPrice(container, paused.resumed());
            }
        } finally {
            container.lock().unlock();
        }
    }

    void stop(Container container, Optional<String> wanted, Optional<Long> seconds) {
        int signal = stopSignal(container, wanted);
        long patience = seconds.orElseGet(() -> container.config().stopTimeout().orElse(PATIENCE_SECONDS));
        if (!container.state().isRunning()) {
            throw new Refusal(Kind.NOT_MODIFIED, "container " + container.id() + " is not running");
        }
        CompletableFuture<Integer> stopped = container.when(Container.WaitCondition.NOT_RUNNING);
        try {
            signal(container, signal, true);
            if (!await(stopped, patience)) {
                signal(container, Signal.SIGKILL.number(), true);
                await(stopped, -1);
            }
        } catch (Refusal ended) {
            // Between the look at its state and the signal: that is what was wanted.
            await(stopped, -1);
        }
        engine.tell(container, "stop");
    }

    void restart(Container container, Optional<String> signal, Optional<Long> seconds) {
        container.streams().keepFollowers();
        try {
            if (container.state().isRunning()) {
                try {
                    stop(container, signal, seconds);
                } catch (Refusal notRunning) {
                    if (notRunning.kind() != Kind.NOT_MODIFIED) {
                        throw notRunning;
                    }
                }
            }
            lifecycle.start(container);
        } finally {
            container.streams().releaseFollowers();
        }
        engine.tell(container, "restart");
    }

    private static int stopSignal(Container container, Optional<String> wanted) {
        String text = wanted.filter(given -> !given.isEmpty()).orElse(container.config().stopSignal());
        return text.isEmpty() ? Signal.SIGTERM.number() : Creation.signal(text);
    }

    /** @return false if it has not ended in time; negative seconds are for ever */
    private static boolean await(CompletableFuture<Integer> exit, long seconds) {
        try {
            if (seconds < 0) {
                exit.get();
            } else {
                exit.get(seconds, TimeUnit.SECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.UNAVAILABLE, "the engine is leaving", leaving);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
