package minidocker.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.log.LogRecord;

/** Makes the book, as one HTML page and as PDF. Whatever the converter has to say, and each dead link, is an error. */
public final class Book {
    private static final String NAME = "mini-docker";

    private final Path sources;
    private final Path project;
    private final Path generated;
    private final List<String> wrong = new ArrayList<>();

    private Book(Path project, Path generated) {
        this.project = project;
        this.generated = generated;
        sources = project.resolve("docs/src/docs");
    }

    /**
     * @param arguments the project's folder, the folder of what was generated, the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        Book book = new Book(Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]).toRealPath());
        book.writeTo(Files.createDirectories(Path.of(arguments[2])));
        book.wrong.forEach(one -> System.err.println("book: " + one));
        // Not by returning: JRuby leaves threads behind.
        System.exit(book.wrong.isEmpty() ? 0 : 1);
    }

    private void writeTo(Path folder) throws IOException {
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
            java.util.logging.Logger.getLogger("asciidoctor").setUseParentHandlers(false);
            asciidoctor.registerLogHandler(this::hear);
            asciidoctor.requireLibrary("asciidoctor-pdf");
            asciidoctor.javaExtensionRegistry().treeprocessor(new WholeListings());
            Path html = folder.resolve(NAME + ".html");
            convert(asciidoctor, "html5", html);
            wrong.addAll(Links.wrongIn(html));
            if (wrong.isEmpty()) {
                convert(asciidoctor, "pdf", folder.resolve(NAME + ".pdf"));
            }
        }
    }

    private void hear(LogRecord message) {
        wrong.add((message.getCursor() == null ? "" : message.getCursor() + ": ") + message.getMessage());
    }

    private void convert(Asciidoctor asciidoctor, String backend, Path target) {
        Attributes attributes = Attributes.builder()
                .attribute("sources", project.toString())
                .attribute("generated", generated.toString())
                .attribute("attribute-missing", "warn")
                .attribute("source-highlighter", "rouge")
                .attribute("rouge-css", "style")
                // All pictures and styles are in the page itself.
                .attribute("data-uri", "")
                .attribute("stylesdir", "theme")
                .attribute("stylesheet", "book.css")
                .attribute("pdf-themesdir", sources.resolve("theme").toString())
                .attribute("pdf-theme", "book")
                // No dates: the same sources give the same book.
                .attribute("reproducible", "")
                .build();
        // Unsafe means: files outside of the book's own folder may be included, and that is what it is for.
        asciidoctor.convertFile(sources.resolve("book.adoc").toFile(), Options.builder().backend(backend).safe(SafeMode.UNSAFE)
                .standalone(true).toFile(target.toFile()).attributes(attributes).build());
    }
}
