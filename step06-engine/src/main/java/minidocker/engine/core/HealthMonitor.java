package minidocker.engine.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import minidocker.engine.runtime.ContainerProcess;

/** Has the health checks of containers executed that run: one after the other for each. */
final class HealthMonitor {
    private final Engine engine;
    private final Map<ContainerId, Watch> watches = new ConcurrentHashMap<>();

    HealthMonitor(Engine engine) {
        this.engine = engine;
    }

    void begin(Container container, ContainerProcess process) {
        HealthCheck.of(container.config()).ifPresentOrElse(check -> {
            container.health(Health.STARTING);
            Watch watch = new Watch(container, process, check, container.state().past().startedAt());
            watches.put(container.id(), watch);
            watch.plan();
        }, () -> container.health(Health.NONE));
    }

    /** What was found out stays to be looked at; a check that is on its way is not. */
    void end(Container container) {
        Watch watch = watches.remove(container.id());
        if (watch != null) {
            watch.stop();
        }
    }

    /** One run of one container. */
    private final class Watch {
        private final Container container;
        private final ContainerProcess process;
        private final HealthCheck check;
        private final Instant started;
        private boolean over;
        private Future<?> next;

        Watch(Container container, ContainerProcess process, HealthCheck check, Instant started) {
            this.container = container;
            this.process = process;
            this.check = check;
            this.started = started;
        }

        private boolean inStartPeriod() {
            return Instant.now().isBefore(started.plus(check.startPeriod()));
        }

        synchronized void plan() {
            boolean starting = container.health().status() == Health.Status.STARTING && inStartPeriod();
            Duration wait = starting && check.startInterval().compareTo(check.interval()) < 0 ? check.startInterval()
                    : check.interval();
            if (!over) {
                next = engine.workers().after(wait, this::run);
            }
        }

        synchronized void stop() {
            over = true;
            next.cancel(false);
        }

        private void run() {
            if (!(container.state() instanceof ContainerState.Paused)) {
                note(new HealthProbe(process, check, engine.workers()).run());
            }
            plan();
        }

        private synchronized void note(Health.Check result) {
            if (over) {
                return;
            }
            Health before = container.health();
            Health after = before.after(result, check.retries(), inStartPeriod());
            container.health(after);
            if (before.status() != after.status()) {
                engine.tell(container, "health_status: " + after.status());
            }
        }
    }
}
