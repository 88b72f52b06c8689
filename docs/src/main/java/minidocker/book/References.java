package minidocker.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what the book includes and nobody should have to keep up to date by hand. */
public final class References {
    private References() {}

    /**
     * @param arguments the project's folder, the folder to write to, and the one in which the book will be
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path project = Path.of(arguments[0]).toRealPath();
        Path target = Files.createDirectories(Path.of(arguments[1]));
        Files.writeString(target.resolve("system-calls.adoc"), new SyscallReference(JavaSource.ofSteps(project)).asciidoc());
        Files.writeString(target.resolve("commands.adoc"), new CommandReference(project).asciidoc());
        Files.writeString(target.resolve("notebooks.adoc"), new NotebookReference(project, Path.of(arguments[2])).asciidoc());
    }
}
