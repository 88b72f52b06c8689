package minidocker.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookReferenceTest {
    private final String word = "word" + ThreadLocalRandom.current().nextInt(1_000_000);
    @TempDir
    private Path project;
    private Path book;

    @BeforeEach
    void a_project_with_a_notebook() throws IOException {
        book = Files.createDirectories(project.resolve("book"));
        Path notebooks = Files.createDirectories(project.resolve("notebooks"));
        Files.writeString(notebooks.resolve("07-" + word + ".ipynb"),
                "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"# 7 · " + word + "\\n\",\"text\"]}]}");
    }

    private void publish() throws IOException {
        Files.writeString(Files.createDirectories(book.resolve("notebooks")).resolve("07-" + word + ".html"), "<p>it ran</p>");
    }

    @Test
    void a_notebook_is_listed_by_its_heading_whether_it_ran_or_not() throws IOException {
        assertThat(new NotebookReference(project, book).asciidoc()).contains("7 · " + word).doesNotContain("link:");
    }

    @Test
    void one_that_ran_is_linked_to() throws IOException {
        publish();

        assertThat(new NotebookReference(project, book).asciidoc()).contains("link:notebooks/07-" + word + ".html[");
    }

    @Test
    void a_link_to_a_page_that_is_not_there_is_wrong() throws IOException {
        Path html = book.resolve("mini-docker.html");
        Files.writeString(html, "<a href=\"notebooks/07-" + word + ".html\">as it ran</a>");

        assertThat(Links.wrongIn(html)).hasSize(1);
        publish();
        assertThat(Links.wrongIn(html)).isEmpty();
    }

    @Test
    void no_other_file_beside_the_book_is_linked_to() throws IOException {
        publish();
        Files.writeString(book.resolve(word + ".html"), "");
        Path html = book.resolve("mini-docker.html");
        Files.writeString(html, "<a href=\"" + word + ".html\">a</a><a href=\"notebooks/../" + word + ".html\">b</a>");

        assertThat(Links.wrongIn(html)).hasSize(2);
    }
}
