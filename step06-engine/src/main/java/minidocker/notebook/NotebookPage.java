package minidocker.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.picture.Html;

/**
 * A notebook with its outputs as a page that needs nothing but itself: the body as nbconvert's template {@code basic} makes it, and
 * around it what the template leaves out.
 *
 * @param name of the notebook, without its suffix: {@code 02-namespaces}
 * @param body of the page
 */
record NotebookPage(String name, String body) {
    private static final Pattern HEADING = Pattern.compile("<h1[^>]*>(.*?)(?:<a |</h1>)", Pattern.DOTALL);
    private static final Pattern OTHER_NOTEBOOK = Pattern.compile("href=\"([0-9A-Za-z-]+)\\.ipynb\"");

    String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                + "<title>" + title() + "</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n"
                + "<nav><a href=\"../mini-docker.html\">The book</a><span>" + Html.escape(name) + ".ipynb, as it ran</span></nav>\n"
                + OTHER_NOTEBOOK.matcher(body).replaceAll("href=\"$1.html\"") + "</body>\n</html>\n";
    }

    /** The first heading, which is HTML already. */
    String title() {
        Matcher heading = HEADING.matcher(body);
        return heading.find() ? heading.group(1).replaceAll("<[^>]*>", "") : Html.escape(name);
    }

    private static String style() {
        try (InputStream css = NotebookPage.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException inOurOwnJar) {
            throw new UncheckedIOException(inOurOwnJar);
        }
    }
}
