package minidocker.rootfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import minidocker.rootfs.SharedObjects.Need;
import minidocker.cli.UserError;

/**
 * Draws up the plan of a root filesystem: directories, the files of /etc, the {@linkplain DefaultTools default tools}, the
 * commands that were asked for, and the terminal descriptions that full-screen programs look up. It reads the host and
 * changes nothing.
 */
final class RootfsPlanner {
    /** Where terminfo(5) entries are looked for: the administrator's, those that Debian needs before /usr, all others. */
    private static final List<String> TERMINFO = List.of("/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo");
    private static final List<String> TERMINALS = List.of("alacritty", "ansi", "dumb", "foot", "konsole-256color", "linux",
            "rxvt-unicode-256color", "screen", "screen-256color", "tmux", "tmux-256color", "vt100", "vt220", "xterm",
            "xterm-256color", "xterm-color", "xterm-ghostty", "xterm-kitty", "ghostty");

    /** Folder names that are links in distributions with a merged /usr, and where programs expect to find a link. */
    private static final List<String> OFTEN_LINKS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
            "/usr/sbin", "/usr/lib64", "/var/run");

    /** They come to life with modules of their own that no file header tells of. */
    private static final String RUNTIMES = "(python|perl|ruby|node|nodejs|php|java|lua|luajit|tclsh|guile|erl|ghc|R)[0-9.]*";

    private final HostTree host;
    private final CommandSearch commands;
    private final ProgramFiles programs;

    RootfsPlanner(HostTree host, CommandSearch commands, ElfArchitecture machine) {
        this.host = host;
        this.commands = commands;
        this.programs = new ProgramFiles(host, commands, machine);
    }

    /**
     * @param with commands to take along besides the default tools: names or paths
     * @throws UserError when one of those cannot be taken along. A default tool that cannot be is only noted
     */
    RootfsPlan plan(List<String> with) {
        RootfsDraft draft = new RootfsDraft(host);
        addDirectories(draft);
        EtcFiles.addTo(draft, host);
        addDefaultTools(draft);
        with.forEach(command -> addCommand(draft, command));
        addTerminals(draft);
        return draft.plan();
    }

    private void addDirectories(RootfsDraft draft) {
        OFTEN_LINKS.forEach(path -> draft.asOnHost(path, "a folder as on the host"));
        draft.directory("/bin", 0755, "programs");
        draft.directory("/usr/bin", 0755, "programs");
        draft.directory("/usr/local/bin", 0755, "programs that are not the system's");
        draft.directory("/etc", 0755, "what is particular to this system");
        draft.directory("/proc", 0755, "where proc(5) is mounted");
        draft.directory("/sys", 0755, "where sysfs(5) is mounted");
        draft.directory("/dev", 0755, "where devices have their names");
        draft.device("/dev/null", 1, 3, "takes everything and gives nothing, null(4)");
        draft.device("/dev/zero", 1, 5, "gives zeros without end, zero(4)");
        draft.device("/dev/full", 1, 7, "a disk that is always full, full(4)");
        draft.device("/dev/random", 1, 8, "random bytes, random(4)");
        draft.device("/dev/urandom", 1, 9, "random bytes, urandom(4)");
        draft.device("/dev/tty", 5, 0, "the terminal of whoever opens it, tty(4)");
        draft.directory("/run", 0755, "what lives until the system stops");
        draft.directory("/home", 0755, "homes of ordinary users");
        draft.directory("/root", 0700, "the home of root");
        draft.directory("/tmp", 01777, "for everybody; sticky, so that each removes only his own");
        draft.directory("/var/tmp", 01777, "as /tmp, for longer");
        draft.directory("/var/log", 0755, "logs");
        draft.text("/" + RootfsMaker.MARK, 0644, "tells that it was made, and may be made again",
                "Made by mini-docker rootfs create, which replaces all of this when it is given --force.\n");
    }

    private void addDefaultTools(RootfsDraft draft) {
        // Scripts and system(3) say /bin/sh, wherever PATH has its own.
        if (!addTool(draft, "/bin/sh")) {
            addTool(draft, "sh");
        }
        List<String> missing = new ArrayList<>(DefaultTools.EXPECTED);
        missing.addAll(DefaultTools.WELCOME);
        missing.removeIf(name -> draft.hasCommand(name, CommandSearch.STANDARD_PATH) || addTool(draft, name));

        BusyBox.find(commands, programs).ifPresent(busybox -> {
            add(draft, busybox.needs());
            makeCallable(draft, "busybox", busybox.path());
            Set<String> applets = busybox.applets(host);
            missing.removeIf(name -> {
                boolean has = applets.contains(name);
                if (has) {
                    draft.link(Path.of("/bin").resolve(name), busybox.path(), "BusyBox, as the host has no " + name);
                }
                return has;
            });
        });
        missing.retainAll(DefaultTools.EXPECTED);
        if (!missing.isEmpty()) {
            draft.note("not on this machine and so not in there: " + String.join(", ", missing)
                    + " (" + DefaultTools.ADVICE + ")");
        }
    }

    private boolean addTool(RootfsDraft draft, String command) {
        try {
            Path program = commands.find(command);
            add(draft, programs.of(program, "a usual tool"));
            makeCallable(draft, String.valueOf(program.getFileName()), program);
            return true;
        } catch (UserError notUsable) {
            return false;
        }
    }

    private void addCommand(RootfsDraft draft, String command) {
        Path program;
        List<Need> needs;
        try {
            program = commands.find(command);
            needs = programs.of(program, "asked for");
        } catch (UserError e) {
            throw new UserError("cannot take '" + command + "' along: " + e.getMessage());
        }
        add(draft, needs);
        makeCallable(draft, String.valueOf(program.getFileName()), program);
        needs.stream().map(need -> String.valueOf(need.path().getFileName())).filter(name -> name.matches(RUNTIMES)).findFirst()
                .ifPresent(runtime -> draft.note("'" + command + "' comes with its program files and libraries only: the modules"
                        + " that " + runtime + " loads while it runs are not in there"));
    }

    private void add(RootfsDraft draft, List<Need> needs) {
        for (Need need : needs) {
            draft.hostFile(need.path(), need.why());
            need.alias().ifPresent(alias -> draft.link(alias, need.path(), need.why()));
        }
    }

    /** A program from a folder that PATH does not have in the new root is called by its name all the same. */
    private void makeCallable(RootfsDraft draft, String name, Path program) {
        if (!draft.hasCommand(name, CommandSearch.STANDARD_PATH)) {
            draft.link(Path.of("/usr/local/bin").resolve(name), program, "so that PATH finds " + name);
        }
    }

    private void addTerminals(RootfsDraft draft) {
        for (String terminal : TERMINALS) {
            Optional<Path> entry = TERMINFO.stream().map(folder -> Path.of(folder, terminal.substring(0, 1), terminal))
                    .filter(path -> host.walk(path).exists()).findFirst();
            entry.ifPresent(path -> draft.hostFile(path, "how to draw on a terminal, terminfo(5)"));
        }
    }
}
