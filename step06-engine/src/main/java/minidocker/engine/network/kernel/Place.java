package minidocker.engine.network.kernel;

import java.util.concurrent.Callable;

/** A network namespace in which bridges can stand. Any thread may call. */
public interface Place {
    /** Where we are. */
    Place HERE = new Place() {
        @Override
        public <T> T inside(Callable<T> work) throws Exception {
            return work.call();
        }
    };

    /** Does something in there. Sockets that are opened there stay there; programs that are started, too. */
    <T> T inside(Callable<T> work) throws Exception;

    /** False if nothing can be in there, because it is made when the first one needs it. */
    default boolean isThere() {
        return true;
    }

    /** Whether nothing else is in there: all of it may be ruled as we need it. */
    default boolean isOursAlone() {
        return false;
    }

    /** The engine leaves. @param inUse containers stay connected to bridges in there */
    default void leave(boolean inUse) {}
}
