package minidocker.engine.network.kernel;

import java.util.concurrent.Callable;

/** A network namespace in which a test can be. */
interface Place {
    /** Sockets that are opened there stay there; programs that are started, too. */
    <T> T inside(Callable<T> work) throws Exception;
}
