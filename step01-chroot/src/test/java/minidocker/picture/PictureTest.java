package minidocker.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import minidocker.chroot.Chroot;
import minidocker.chroot.ProcessSpec;
import minidocker.syscall.FileCalls;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import java.util.List;

class PictureTest {
    @Test
    void what_a_program_says_means_nothing_to_the_browser() throws Exception {
        String hostile = "</table><script>alert(1)</script>&amp;\"";
        SyscallProgram program = Chroot.program("/srv/" + hostile, new ProcessSpec(List.of(hostile), List.of("A=" + hostile), "/", null));
        String html = ProgramPicture.of(program).toString();
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
        assertThat(parse(html)).isEqualTo("table");
    }

    @Test
    void a_program_is_a_row_a_call_with_its_manual_page() {
        SyscallProgram program = Chroot.program("/srv/box", new ProcessSpec(List.of("/bin/sh"), List.of(), "/", null));
        assertThat(ProgramPicture.of(program).toString().split("<tr", -1)).hasSize(program.calls().size() + 3);
        assertThat(ProgramPicture.of(program).toString())
                .contains("<a href=\"https://man7.org/linux/man-pages/man2/chroot.2.html\">chroot(2)</a>")
                .contains("from here on, every path that starts with / starts there");
    }

    @Test
    void several_calls_in_a_row_for_the_same_reason_are_one_row_with_what_differs() {
        SyscallProgram program = SyscallProgram.inNewProcess("").then(FileCalls.mkdir("/one", 0700), "folders")
                .then(FileCalls.mkdir("/two", 0700), "folders").then(FileCalls.mkdir("/three", 0700), "another reason");
        String html = ProgramPicture.of(program).toString();
        assertThat(html.split("<tr", -1)).hasSize(5);
        assertThat(html).contains(">1-2<", "/one, /two", ">3<", "/three");
    }

    @Test
    void a_drawing_is_well_formed_whatever_is_written_in_it() throws Exception {
        Svg drawing = new Svg(100, 50).box(0, 0, 12.5, 10, "none").text(3, 4, "a < b && \"c\"").line(0, 0, 1, 1, Svg.INK).curve("0,0 1,2", "teal");
        assertThat(parse(drawing.toString())).isEqualTo("svg");
        assertThat(drawing.toString()).contains("width=\"12.5\"").contains("a &lt; b &amp;&amp;");
    }

    private static String parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)))
                .getDocumentElement().getTagName();
    }
}
