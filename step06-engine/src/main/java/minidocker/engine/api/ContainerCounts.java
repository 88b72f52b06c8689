package minidocker.engine.api;

import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerState;
import minidocker.engine.core.Engine;

/** How many containers there are, by what they do. */
record ContainerCounts(int running, int paused, int stopped) {

    static ContainerCounts of(Engine engine) {
        int running = 0;
        int paused = 0;
        int stopped = 0;
        for (Container container : engine.containers().all()) {
            if (container.state() instanceof ContainerState.Paused) {
                paused++;
            } else if (container.state().isAlive()) {
                running++;
            } else {
                stopped++;
            }
        }
        return new ContainerCounts(running, paused, stopped);
    }

    int all() {
        return running + paused + stopped;
    }
}
