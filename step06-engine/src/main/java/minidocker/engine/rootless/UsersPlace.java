package minidocker.engine.rootless;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import minidocker.engine.network.kernel.NetworkNamespace;
import minidocker.engine.network.kernel.Place;

/**
 * Where the bridges of an ordinary user's engine stand: in a network namespace of its own, since the host's belongs to somebody
 * else. It is made when the first container needs it, and an engine that comes after another takes it over.
 */
public final class UsersPlace implements Place {
    private final Path run;
    private final Consumer<String> notices;
    private UsersNetwork network;
    private NetworkNamespace namespace;

    /**
     * @param run     the engine's run folder
     * @param notices gets sentences for the engine's log
     */
    public UsersPlace(Path run, Consumer<String> notices) {
        this.run = run;
        this.notices = notices;
    }

    @Override
    public <T> T inside(Callable<T> work) throws Exception {
        return namespace().inside(work);
    }

    private synchronized NetworkNamespace namespace() throws IOException {
        if (namespace == null) {
            network = UsersNetwork.open(run, notices);
            namespace = NetworkNamespace.ofProcess(network.holder().pid());
        }
        return namespace;
    }

    @Override
    public synchronized boolean isThere() {
        return network != null || UsersNetwork.isThere(run);
    }

    @Override
    public boolean isOursAlone() {
        return true;
    }

    @Override
    public synchronized void leave(boolean inUse) {
        if (network == null) {
            return;
        }
        namespace.close();
        namespace = null;
        if (inUse) {
            network.leave();
        } else {
            try {
                network.close();
            } catch (IOException e) {
                notices.accept("something of the engine's network stays in " + run + ": " + e.getMessage());
            }
        }
        network = null;
    }
}
