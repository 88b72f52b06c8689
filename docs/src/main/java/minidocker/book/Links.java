package minidocker.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the finished page: every link within leads to a place that is there, no place has the name of another, nothing is loaded
 * from elsewhere, the pages of the notebooks that it links to are there, and links to elsewhere go to sites that we know to be
 * lasting. No network is needed.
 */
final class Links {
    private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
    private static final Pattern HREF = Pattern.compile("<a\\s[^>]*href=\"([^\"]*)\"");
    private static final Pattern LOADED = Pattern.compile(
            "<(?:img|script|link|iframe|object)\\s[^>]*(?:src|href|data)=\"(?!data:)([^\"]*)\"");
    private static final Set<String> SITES = Set.of("man7.org", "docs.kernel.org", "github.com", "www.kernel.org", "docs.docker.com",
            "specs.opencontainers.org", "podman.io", "distribution.github.io", "asciidoctor.org", "www.apache.org",
            "docs.podman.io", "www.rfc-editor.org", "pubs.opengroup.org");

    private Links() {}

    /** What is wrong with the page, a sentence each. */
    static Set<String> wrongIn(Path html) throws IOException {
        String page = Files.readString(html);
        Set<String> wrong = new TreeSet<>();
        Set<String> places = new HashSet<>();
        for (Matcher id = ID.matcher(page); id.find();) {
            if (!places.add(id.group(1))) {
                wrong.add("two places are called " + id.group(1));
            }
        }
        for (Matcher href = HREF.matcher(page); href.find();) {
            check(href.group(1), places, html.resolveSibling(NotebookReference.FOLDER), wrong);
        }
        for (Matcher loaded = LOADED.matcher(page); loaded.find();) {
            wrong.add("the page loads " + loaded.group(1));
        }
        return wrong;
    }

    private static void check(String href, Set<String> places, Path notebooks, Set<String> wrong) {
        Path beside = notebooks.resolveSibling(href).normalize();
        if (beside.startsWith(notebooks) && Files.exists(beside)) {
            return;
        }
        if (href.startsWith("#")) {
            if (!places.contains(href.substring(1))) {
                wrong.add("nothing is called " + href.substring(1));
            }
            return;
        }
        Matcher site = Pattern.compile("^https://([^/]+)(/.*)?$").matcher(href);
        if (!site.matches() || !SITES.contains(site.group(1))) {
            wrong.add("a link leads to " + href);
        }
    }
}
