package minidocker.book;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.json.Json;

/**
 * The list of the notebooks. Where one has been published as a page in the folder {@code notebooks} beside the book
 * ({@code docs/publish} does that, which takes Jupyter and root), the list links to it; the book itself is built without either.
 *
 * @param project folder
 * @param book    where the book is written
 */
record NotebookReference(Path project, Path book) {
    static final String FOLDER = "notebooks";

    String asciidoc() throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path notebook : notebooks()) {
            String file = notebook.getFileName().toString();
            String page = FOLDER + "/" + file.replace(".ipynb", ".html");
            String entry = "`" + FOLDER + "/" + file + "`:: " + AsciiDoc.text(title(notebook)) + ".";
            boolean published = Files.exists(book.resolve(page));
            list.append(entry).append(published ? "\nifdef::backend-html5[]\nlink:" + page + "[As it ran, with all outputs].\nendif::[]\n" : "\n");
        }
        return list.toString();
    }

    private List<Path> notebooks() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(project.resolve(FOLDER), "*.ipynb")) {
            files.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    /** Its first line, which is its heading. */
    static String title(Path notebook) throws IOException {
        String text = Json.parseObject(Files.readAllBytes(notebook), notebook.toString()).objects("cells").get(0).strings("source").get(0);
        return text.lines().findFirst().orElse("").replaceFirst("^# *", "");
    }
}
