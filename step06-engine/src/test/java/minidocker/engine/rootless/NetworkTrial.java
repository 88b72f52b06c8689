package minidocker.engine.rootless;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.Eventually;

/** What {@link UsersNetworkTest} has done by a process that is root of a user namespace. It prints what it sees. */
public final class NetworkTrial {
    private NetworkTrial() {}

    /** @param arguments the run folder */
    public static void main(String[] arguments) throws Exception {
        Path run = Path.of(arguments[0]);
        List<String> notices = new CopyOnWriteArrayList<>();
        UsersNetwork first = UsersNetwork.open(run, notices::add);
        ProcessIdentity holder = first.holder();
        Optional<ProcessIdentity> tool = first.tool();
        print("own", !UsersNetworkTest.namespace(holder).equals(UsersNetworkTest.namespace(ProcessIdentity.of(Linux.getpid()).orElseThrow())));
        print("loopback is up", UsersNetworkTest.routes(holder, "fib_trie").contains("127.0.0.1"));
        print("leads out", tool.isPresent() ? "yes" : notices);
        if (tool.isPresent()) {
            Linux.kill(tool.get().pid(), Signal.SIGKILL.number());
            Eventually.holds(() -> first.tool().filter(other -> !other.equals(tool.get())).isPresent(),
                    () -> "another tool: " + notices);
            print("leads out again", UsersNetworkTest.routes(holder, "route").lines().count() > 1);
        }
        first.leave();
        UsersNetwork next = UsersNetwork.open(run, notices::add);
        print("found again", next.holder().equals(holder) && next.tool().equals(first.tool()));
        first.close();
        print("gone", !holder.isThere());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void print(String what, Object found) {
        System.out.println(what + ": " + found);
    }
}
