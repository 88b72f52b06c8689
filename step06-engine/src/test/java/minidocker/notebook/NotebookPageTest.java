package minidocker.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class NotebookPageTest {
    private final String word = "word" + ThreadLocalRandom.current().nextInt(1_000_000);

    @Test
    void the_first_heading_is_the_title() {
        NotebookPage page = new NotebookPage("00-x", "<p>a</p><h1 id=\"x\">7 &#183; <em>" + word
                + "</em><a class=\"anchor-link\" href=\"#x\">&#182;</a></h1><h1>other</h1>");

        assertThat(page.html()).contains("<title>7 &#183; " + word + "</title>");
    }

    @Test
    void links_to_notebooks_lead_to_their_pages_and_others_stay() {
        String html = new NotebookPage("00-x", "<a href=\"01-" + word + ".ipynb\">next</a><a href=\"https://man7.org/a.ipynb.x\">").html();

        assertThat(html).contains("href=\"01-" + word + ".html\"").contains("https://man7.org/a.ipynb.x").doesNotContain(word + ".ipynb");
    }

    @Test
    void it_loads_nothing_from_elsewhere() {
        assertThat(new NotebookPage(word, "").html()).contains("<style>").doesNotContain("<script").doesNotContain("<link");
    }
}
