package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Session;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/** While it is open, signals for us go to the container; those that come before it runs are kept. */
final class SignalProxy implements AutoCloseable {
    private static final List<String> FORWARDED = List.of("HUP", "INT", "TERM", "USR1", "USR2", "ALRM");
    private static final int MOST_REQUESTS = 3;

    private record Replaced(sun.misc.Signal signal, sun.misc.SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();
    private final List<String> early = new ArrayList<>();
    private final boolean keyboard = Session.isTerminal(0);
    private ApiClient engine;
    private String container;
    private int requests;
    private boolean nothingMade;

    SignalProxy() {
        for (String name : FORWARDED) {
            sun.misc.Signal signal = new sun.misc.Signal(name);
            replaced.add(new Replaced(signal, sun.misc.Signal.handle(signal, received -> forward(name))));
        }
        if (keyboard) {
            // A JVM answers ^\ with the stacks of its threads, in the middle of what the student looks at.
            Linux.ignore(Signal.SIGQUIT, true);
        }
    }

    /** From now on signals go there, those too that came before. */
    void to(ApiClient client, String id) {
        List<String> kept;
        synchronized (this) {
            engine = client;
            container = id;
            kept = List.copyOf(early);
        }
        kept.forEach(this::send);
    }

    /** @throws UserError if a signal that ends came before there was anything to send it to */
    synchronized void throwIfInterrupted() {
        if (early.contains("INT") || early.contains("TERM") || early.contains("HUP")) {
            throw new UserError("interrupted before the container was started", early.contains("INT") ? 130 : 143);
        }
    }

    /** As long as there is nothing that would be left behind, as during a pull, a signal ends us. */
    synchronized void nothingMade(boolean yes) {
        nothingMade = yes;
    }

    private void forward(String name) {
        synchronized (this) {
            if (nothingMade && !name.startsWith("USR")) {
                new Thread(() -> System.exit(name.equals("INT") ? 130 : 143), "leaving").start();
                return;
            }
            boolean request = name.equals("INT") || name.equals("TERM");
            if (request && ++requests == MOST_REQUESTS) {
                System.err.println("\ngot 3 SIGTERM/SIGINTs, forcefully exiting");
                // In a thread of its own: exit waits for its hooks, and this one holds a lock.
                new Thread(() -> System.exit(1), "leaving").start();
            }
            if (engine == null) {
                early.add(name);
                return;
            }
        }
        send(name);
    }

    private void send(String name) {
        try {
            engine.post("/containers/" + container + "/kill", Query.of("signal", "SIG" + name), null);
        } catch (IOException ended) {
            // It hears no signal any more.
        }
    }

    @Override
    public void close() {
        replaced.forEach(one -> sun.misc.Signal.handle(one.signal(), one.before()));
        if (keyboard) {
            Linux.ignore(Signal.SIGQUIT, false);
        }
    }
}
