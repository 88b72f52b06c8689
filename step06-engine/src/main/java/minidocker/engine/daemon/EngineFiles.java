package minidocker.engine.daemon;

import java.nio.file.Path;
import minidocker.cli.Home;

/** Where an engine's files lie. */
record EngineFiles(Home home) {

    Path lock() {
        return home.data().resolve("engine.lock");
    }

    Path socket() {
        return home.run().resolve("mini-docker.sock");
    }

    Path notice() {
        return home.run().resolve("engine.json");
    }

    Path log() {
        return home.run().resolve("engine.log");
    }

    Path images() {
        return home.data().resolve("images");
    }
}
