package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import minidocker.cli.Home;
import minidocker.engine.runtime.ProcessIdentity;

/** What a home's files tell of containers that run, to those who ask while no engine does. */
public final class LivingContainers {
    private LivingContainers() {}

    /** The first process of one of them; empty if none is alive. */
    public static Optional<ProcessIdentity> first(Home home) {
        Path all = ContainerPaths.of(home).all();
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, folder -> ContainerId.isFull(folder.getFileName().toString()))) {
            for (Path folder : folders) {
                Optional<ProcessIdentity> process = process(folder).filter(ProcessIdentity::isThere);
                if (process.isPresent()) {
                    return process;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
            // The engine will say what is wrong with it.
        }
        return Optional.empty();
    }

    private static Optional<ProcessIdentity> process(Path folder) {
        try {
            return ContainerFiles.readState(folder).process();
        } catch (IOException | RuntimeException broken) {
            return Optional.empty();
        }
    }
}
