package minidocker.engine.cli.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.ManualPages;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;

/** {@code man}: manual pages, one for a look, or all of them for man(1) to find. */
public final class ManCommand extends Command {
    private final Flag<String> into = flags.text("into", "", "Write all pages into this folder, where man finds them if it is in MANPATH");

    public ManCommand() {
        super(Manual.of("man", "[COMMAND...]\n--into FOLDER", "Print the manual page of a command: mini-docker man run | man -l -").atLeast(0));
    }

    @Override
    public int run(Session session, List<String> words) throws IOException {
        if (into.isChanged()) {
            if (!words.isEmpty()) {
                throw new UserError("with --into all pages are written: no command is to be named", 1);
            }
            int count = ManualPages.write(Path.of(into.get()));
            session.err().println(count + " pages written: MANPATH=" + Path.of(into.get()).toAbsolutePath() + ": man mini-docker-run");
            return 0;
        }
        Map<String, String> pages = ManualPages.all();
        String page = pages.get(ManualPages.file(String.join(" ", words)));
        if (page == null) {
            throw new UserError("there is no command " + String.join(" ", words) + ": 'mini-docker --help' lists all", 1);
        }
        String other = ".so man1/";
        session.out().print(page.startsWith(other) ? pages.get(page.substring(other.length()).strip()) : page);
        return 0;
    }
}
