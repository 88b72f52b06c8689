package minidocker.notebook;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import minidocker.cli.HelpOption;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code notebook}: opens the notebooks, or runs them without anybody looking. */
@Command(name = "notebook", sortOptions = false, customSynopsis = "mini-docker notebook [OPTIONS] [FILE...]",
        description = "Open the notebooks in Jupyter. If it has no kernel for Java, one is fetched from Maven Central.",
        footer = {"", "With --check, every notebook (or the ones that are named) is run from top to bottom: good to know before a lecture."})
public final class NotebookCommand implements Callable<Integer> {
    @Option(names = "--check", description = "Run them without a browser; the exit code is 1 if a cell fails.")
    private boolean check;
    @Option(names = "--output", paramLabel = "FOLDER", description = "With --check: keep the notebooks with their outputs here.")
    private Path output;
    @Option(names = "--html", paramLabel = "FOLDER", description = "With --check: publish them with their outputs as pages here.")
    private Path pages;
    @Option(names = "--no-browser", description = "Start Jupyter and print its address only.")
    private boolean noBrowser;
    @Parameters(paramLabel = "FILE", arity = "0..*", description = "A notebook (default: the folder with all of them).")
    private List<Path> files = List.of();
    @Mixin
    private HelpOption help;

    @Override
    public Integer call() throws IOException {
        Path folder = folder();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new UserError("there is no notebook " + file + ": " + folder + " has them");
            }
        }
        JavaKernel ours = null;
        if (!Jupyter.hasKernel(JavaKernel.NAME)) {
            ours = new JavaKernel(Home.current().data().resolve("notebook"));
            ours.install();
        }
        Jupyter jupyter = new Jupyter(ours == null ? null : ours.jupyterPath());
        return check ? check(jupyter, files.isEmpty() ? all(folder) : files) : open(jupyter, folder);
    }

    private int open(Jupyter jupyter, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of("jupyter", "notebook", "--ip=127.0.0.1"));
        if (noBrowser) {
            command.add("--no-browser");
        }
        if (minidocker.syscall.Linux.geteuid() == 0) {
            command.add("--allow-root");
        }
        if (files.size() > 1) {
            throw new UserError("Jupyter opens one notebook or a folder: name one of them, or none");
        }
        command.add(files.isEmpty() ? folder.toString() : files.get(0).toString());
        return jupyter.run(command);
    }

    private int check(Jupyter jupyter, List<Path> notebooks) throws IOException {
        for (Path kept : Stream.of(output, pages).filter(Objects::nonNull).toList()) {
            Files.createDirectories(kept);
        }
        int failed = 0;
        try (NotebookCheck check = new NotebookCheck(jupyter)) {
            for (Path notebook : notebooks) {
                Nbconvert outcome = check.run(notebook, output, pages);
                System.out.println(notebook.getFileName() + outcome.failure().map(why -> ": FAILED\n" + why.indent(4).stripTrailing())
                        .orElse(": every cell did what it says"));
                failed += outcome.failure().isEmpty() ? 0 : 1;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static List<Path> all(Path folder) throws IOException {
        List<Path> notebooks = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.ipynb")) {
            found.forEach(notebooks::add);
        }
        notebooks.sort(null);
        return notebooks;
    }

    /** Beside the step whose jar we come from: {@code stepNN/target/stepNN.jar}. */
    private static Path folder() {
        Path jar = Path.of(System.getProperty("java.class.path").split(":")[0]).toAbsolutePath();
        for (Path above = jar.getParent(); above != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve("notebooks")) && Files.exists(above.resolve("step01-chroot"))) {
                return above.resolve("notebooks");
            }
        }
        throw new UserError("there is no folder 'notebooks' around " + jar + ": start the launcher of a checkout");
    }
}
