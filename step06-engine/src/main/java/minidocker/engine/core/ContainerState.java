package minidocker.engine.core;

import java.time.Instant;
import minidocker.engine.Refusal;

/**
 * What a container is doing: one type a state, and on it what can happen to it. A transition that the state does not have throws
 * a {@link Refusal} in Docker's words. States are values; {@link Container} holds the one that counts.
 */
public sealed interface ContainerState {
    /** Of a time that has not come; Docker's zero, 0001-01-01T00:00:00Z. */
    Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    /** What is known of the last run. */
    record Past(int exitCode, boolean oomKilled, String error, Instant startedAt, Instant finishedAt) {
        static final Past NONE = new Past(0, false, "", NEVER, NEVER);

        Past failed(int code, String why) {
            return new Past(code, false, why, startedAt, finishedAt);
        }
    }

    /** Never ran, though a start may have failed. */
    record Created(Past past) implements ContainerState {
        public Created() {
            this(Past.NONE);
        }
    }

    /**
     * @param pid        of its first process
     * @param startTicks when that began, by which it is known from another that has its number later, see proc_pid_stat(5)
     */
    record Running(int pid, long startTicks, boolean oomKilled, Instant startedAt, Instant finishedAt) implements ContainerState {}

    /** Its processes are frozen. */
    record Paused(Running running) implements ContainerState {}

    /** Has ended, and is going to be started again when the back-off is over. */
    record Restarting(Past past) implements ContainerState {}

    record Exited(Past past) implements ContainerState {}

    /** On its way out. */
    record Removing(Past past) implements ContainerState {}

    /** Could not be removed completely; all that is left to do is to try again. */
    record Dead(Past past) implements ContainerState {}

    /** Docker's word. */
    default String status() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** What inspect tells of the run before or of this one. */
    default Past past() {
        if (this instanceof Running run) {
            return new Past(0, run.oomKilled(), "", run.startedAt(), run.finishedAt());
        }
        return ((Paused) this).running().past();
    }

    /** Has processes. */
    default boolean isAlive() {
        return this instanceof Running || this instanceof Paused;
    }

    /** 0 if it does not run. */
    default int pid() {
        return this instanceof Running run ? run.pid() : this instanceof Paused paused ? paused.running().pid() : 0;
    }
}
