package minidocker.engine.exec;

import java.time.Instant;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.runtime.ExecProcess;
import minidocker.engine.streams.ExecStreams;

/** One execution, from its making to some minutes after its end. */
public final class Exec {
    private final String id;
    private final Container container;
    private final ExecConfig config;
    private ExecStreams streams;
    private ExecProcess process;
    private boolean begun;
    private Integer exitCode;
    private Instant ended;

    Exec(String id, Container container, ExecConfig config) {
        this.id = id;
        this.container = container;
        this.config = config;
    }

    /** 64 hexadecimal digits. */
    public String id() {
        return id;
    }

    public Container container() {
        return container;
    }

    public ExecConfig config() {
        return config;
    }

    public synchronized boolean isRunning() {
        return process != null && exitCode == null;
    }

    /** Empty before its end. */
    public synchronized Optional<Integer> exitCode() {
        return Optional.ofNullable(exitCode);
    }

    /** As we see it; 0 before the start. */
    public synchronized int pid() {
        return process == null ? 0 : process.identity().pid();
    }

    /** What the program's calls returned, for a screen of that many columns; empty before the start, or if there was none. */
    public synchronized String trace(int columns) {
        return process == null ? "" : process.trace(columns);
    }

    /** @throws Refusal CONFLICT if it has no terminal to be sized */
    public void resize(int columns, int rows) {
        ExecStreams now;
        synchronized (this) {
            now = streams;
        }
        if (now == null) {
            throw new Refusal(Kind.CONFLICT, "exec process is not started");
        }
        now.resize(columns, rows);
    }

    /** An exec is started once. */
    synchronized void begin() {
        if (begun) {
            throw new Refusal(Kind.CONFLICT, "Error: Exec command " + id
                    + (exitCode == null ? " is already running" : " has already run"));
        }
        begun = true;
    }

    synchronized void has(ExecStreams newStreams) {
        streams = newStreams;
    }

    synchronized void has(ExecProcess newProcess) {
        process = newProcess;
    }

    synchronized void end(int code) {
        exitCode = code;
        ended = Instant.now();
    }

    /** It has ended: what the process took of us, a descriptor and the memory of its program, is given back. */
    void release() {
        ExecProcess done;
        synchronized (this) {
            done = process;
        }
        if (done != null) {
            done.delete();
        }
    }

    /** Null before its end. */
    synchronized Instant ended() {
        return ended;
    }
}
