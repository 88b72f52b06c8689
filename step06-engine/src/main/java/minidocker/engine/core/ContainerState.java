package minidocker.engine.core;

import java.time.Instant;
import java.util.Locale;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.ProcessIdentity;

/**
 * What a container is doing: one type a state, and on it what can happen to it. A transition that a state does not have throws a
 * {@link Refusal} in Docker's words, without the container's name, which {@link Container} adds. States are values; who holds the
 * one that counts is the {@link Container}.
 *
 * <pre>
 *             started            paused
 * created ------------> running ---------> paused
 *                       |  ^  ^  resumed     |
 *       started         |  |  +--------------+
 *    +------------------|--+                 |
 *    |            ended v                    | ended
 *  exited &lt;--------- exited, restarting &lt;----+
 *    |     cancelled
 *    v  removing
 *  removing ---> (gone), dead
 * </pre>
 */
public sealed interface ContainerState {

    /** What is known of the run before, or of this one. */
    Past past();

    /** Docker's word. */
    default String status() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Has processes. */
    default boolean isAlive() {
        return false;
    }

    /** Its first process is to be ended before it can go: it has one, or is about to have one again. */
    default boolean isRunning() {
        return isAlive();
    }

    /** Of its first process, as the host sees it; 0 if there is none. */
    default int pid() {
        return 0;
    }

    /** Asks for nothing but permission: whether it may be started. */
    default void requireStartable() {
        throw new Refusal(Kind.CONFLICT, "container is marked for removal and cannot be started");
    }

    /** Its first process runs its program. */
    default Running started(ProcessIdentity process, Instant at) {
        requireStartable();
        return new Running(process, new Past(0, false, "", at, past().finishedAt()));
    }

    /** Could not be started. */
    default ContainerState startFailed(int code, String why) {
        requireStartable();
        throw new IllegalStateException("a container that is " + status() + " was not to be started");
    }

    /** Its first process has ended, and it stays so. */
    default Exited ended(int code, boolean oomKilled, Instant at) {
        throw new IllegalStateException("a container that is " + status() + " cannot end");
    }

    /** Its first process has ended, and it is going to be started again. */
    default Restarting endedForNow(int code, boolean oomKilled, Instant at) {
        return new Restarting(ended(code, oomKilled, at).past());
    }

    /** It is not going to be started again after all. */
    default Exited cancelled() {
        throw new Refusal(Kind.NOT_MODIFIED, "container is not running");
    }

    default Paused paused() {
        throw new Refusal(Kind.CONFLICT, "is not running");
    }

    default Running resumed() {
        throw new Refusal(Kind.FAILED, "is not paused");
    }

    /** @throws Refusal if it has to be stopped first */
    default Removing removing() {
        return new Removing(past());
    }

    /** Something of it could not be removed. */
    default Dead dead() {
        throw new IllegalStateException("a container that is " + status() + " was not about to be removed");
    }

    /** Never ran, though a start may have failed. */
    record Created(Past past) implements ContainerState {
        public Created() {
            this(Past.NONE);
        }

        @Override
        public void requireStartable() {}

        @Override
        public Created startFailed(int code, String why) {
            return new Created(past.failed(code, why));
        }
    }

    // tag::running[]
    /** @param process the first of its processes */
    record Running(ProcessIdentity process, Past past) implements ContainerState {
        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public int pid() {
            return process.pid();
        }

        @Override
        public void requireStartable() {
            throw new Refusal(Kind.NOT_MODIFIED, "container is already running");
        }

        @Override
        public Exited ended(int code, boolean oomKilled, Instant at) {
            return new Exited(new Past(code, oomKilled, "", past.startedAt(), at));
        }

        @Override
        public Paused paused() {
            return new Paused(this);
        }

        @Override
        public Removing removing() {
            throw new Refusal(Kind.CONFLICT, "container is running: stop the container before removing or force remove");
        }
    }
    // end::running[]

    /** Its processes are frozen. */
    record Paused(Running running) implements ContainerState {
        @Override
        public Past past() {
            return running.past();
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public int pid() {
            return running.pid();
        }

        @Override
        public void requireStartable() {
            throw new Refusal(Kind.CONFLICT, "cannot start a paused container, try unpause instead");
        }

        @Override
        public Exited ended(int code, boolean oomKilled, Instant at) {
            return running.ended(code, oomKilled, at);
        }

        @Override
        public Paused paused() {
            throw new Refusal(Kind.CONFLICT, "is already paused");
        }

        @Override
        public Running resumed() {
            return running;
        }

        @Override
        public Removing removing() {
            throw new Refusal(Kind.CONFLICT, "container is paused and must be unpaused first");
        }
    }

    /** Has ended, and is going to be started again when the back-off is over. */
    record Restarting(Past past) implements ContainerState {
        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public void requireStartable() {}

        @Override
        public Exited startFailed(int code, String why) {
            return new Exited(past.failed(code, why));
        }

        @Override
        public Exited cancelled() {
            return new Exited(past);
        }

        @Override
        public Paused paused() {
            throw new Refusal(Kind.CONFLICT, "is restarting, wait until the container is running");
        }

        @Override
        public Removing removing() {
            throw new Refusal(Kind.CONFLICT, "container is restarting: stop the container before removing or force remove");
        }
    }

    /** Ran once. */
    record Exited(Past past) implements ContainerState {
        @Override
        public void requireStartable() {}

        @Override
        public Exited startFailed(int code, String why) {
            return new Exited(past.failed(code, why));
        }
    }

    /** On its way out. */
    record Removing(Past past) implements ContainerState {
        @Override
        public Removing removing() {
            throw new Refusal(Kind.CONFLICT, "is already in progress");
        }

        @Override
        public Dead dead() {
            return new Dead(past);
        }
    }

    /** Could not be removed completely; all that is left to do is to try again. */
    record Dead(Past past) implements ContainerState {}
}
