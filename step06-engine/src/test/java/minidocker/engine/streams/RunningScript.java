package minidocker.engine.streams;

import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.given;

import java.util.List;
import java.util.Map;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallProgram;

/** A shell with a script, in the place of a container's process. */
final class RunningScript implements AutoCloseable {
    private final Child child;

    private RunningScript(Child child) {
        this.child = child;
    }

    static RunningScript start(ChildEnds ends, String script) {
        SyscallProgram program = SyscallProgram.inNewProcess("a process")
                .then(dup3(given("stdin"), 0), "standard input")
                .then(dup3(given("stdout"), 1), "standard output")
                .then(dup3(given("stderr"), 2), "standard error")
                .then(closeOnExecFrom(3), "nothing else")
                .then(execve("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin", "LC_ALL=C")), "a shell");
        try (ends) {
            Child child = Child.spawn(program, Map.of("stdin", ends.stdin(), "stdout", ends.stdout(), "stderr", ends.stderr()));
            child.awaitExec();
            return new RunningScript(child);
        }
    }

    int pid() {
        return child.pid();
    }

    void signal(Signal signal) {
        child.signal(signal.number());
    }

    ExitStatus waitFor() {
        return child.waitFor();
    }

    @Override
    public void close() {
        child.close();
    }
}
