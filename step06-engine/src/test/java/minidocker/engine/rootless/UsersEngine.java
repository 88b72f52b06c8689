package minidocker.engine.rootless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import minidocker.engine.Main;
import minidocker.json.Json;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.OrdinaryUser;
import minidocker.testing.TestHome;

/** The command line of an ordinary user, with the engine that it starts in a home of its own; all of it ends with {@link #close()}. */
final class UsersEngine implements AutoCloseable {
    final Path home;
    private final CommandLineRun command;
    private final CommandLineRun stepFive;

    private UsersEngine(Path home, Function<Class<?>, CommandLineRun> user) {
        this.home = home;
        command = user.apply(Main.class).home(home).env("HOME", home.toString()).env("XDG_RUNTIME_DIR", null)
                .env("MINI_DOCKER_ENGINE_IDLE", "120");
        stepFive = user.apply(minidocker.images.Main.class).home(home).env("HOME", home.toString()).env("XDG_RUNTIME_DIR", null);
    }

    /** Somebody who has one ID, or if the tests are not root's, whoever runs them. */
    static UsersEngine ofNobodySpecial() throws IOException {
        Path home = TestHome.temporary();
        OrdinaryUser.own(home);
        return new UsersEngine(home, OrdinaryUser::commandLine);
    }

    /** As {@link #ofNobodySpecial}, whose commands and whose engine root has started by another program, see {@link CommandLineRun#by}. */
    static UsersEngine startedBy(String script) throws IOException {
        Path home = TestHome.temporary();
        OrdinaryUser.own(home);
        return new UsersEngine(home, main -> OrdinaryUser.commandLine(main).by(script));
    }

    /** Somebody with a line in /etc/subuid and /etc/subgid; skips if there is nobody. */
    static UsersEngine ofOwnerOfManyIds() throws IOException, InterruptedException {
        if (!Needs.isRoot()) {
            Needs.that(lines("subuid").stream().anyMatch(line -> line.startsWith(System.getProperty("user.name") + ":")),
                    "needs a line for this user in /etc/subuid and /etc/subgid");
            return ofNobodySpecial();
        }
        Needs.command("newuidmap", "uidmap");
        for (String line : lines("subuid")) {
            String name = line.substring(0, line.indexOf(':'));
            String uid = Needs.output("id", "-u", name).strip();
            String gid = Needs.output("id", "-g", name).strip();
            if (uid.matches("[1-9][0-9]*") && gid.matches("[0-9]+") && lines("subgid").stream().anyMatch(one -> one.startsWith(name + ":"))) {
                Path home = TestHome.temporary();
                Files.setAttribute(home, "unix:uid", Integer.valueOf(uid));
                Files.setAttribute(home, "unix:gid", Integer.valueOf(gid));
                return new UsersEngine(home, main -> OrdinaryUser.commandLine(main, Integer.parseInt(uid), Integer.parseInt(gid)));
            }
        }
        Needs.that(false, "needs an ordinary user with a line in /etc/subuid and /etc/subgid, as useradd makes it");
        throw new AssertionError();
    }

    private static List<String> lines(String file) throws IOException {
        Path path = Path.of("/etc", file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    CommandLineRun command() {
        return command;
    }

    /** The step before, which has no engine, by the same user in the same home. */
    CommandLineRun stepFive() {
        return stepFive;
    }

    Result run(String... words) {
        return command.run(words);
    }

    /** @return what it printed; it ended with 0 */
    String out(String... words) {
        Result result = run(words);
        if (result.code() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + result);
        }
        return result.out().strip();
    }

    /** Of the engine. */
    int pid() {
        try {
            return (int) Json.parseObject(Files.readAllBytes(home.resolve("run/engine.json")), "engine.json").number("pid");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isRunning() {
        return Files.exists(home.resolve("run/engine.json")) && ProcessHandle.of(pid()).isPresent();
    }

    void kill() {
        int pid = pid();
        Linux.kill(pid, Signal.SIGKILL.number());
        Eventually.holds(() -> ProcessHandle.of(pid).isEmpty(), () -> "the end of the engine " + pid);
    }

    /** Its containers, the images, for files of other IDs only it can delete, and itself. */
    @Override
    public void close() {
        if (Files.notExists(home.resolve("containers"))) {
            return;
        }
        for (String id : run("ps", "-aq").out().split("\\s+")) {
            if (!id.isEmpty()) {
                run("rm", "-f", id);
            }
        }
        run("system", "prune", "-af");
        if (isRunning()) {
            int pid = pid();
            Linux.kill(pid, Signal.SIGTERM.number());
            Eventually.holds(() -> ProcessHandle.of(pid).isEmpty(), () -> "the end of the engine " + pid);
        }
    }

    /** The IDs of all files in the folder, links not followed. */
    static List<Integer> owners(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.map(file -> {
                try {
                    return (Integer) Files.getAttribute(file, "unix:uid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
