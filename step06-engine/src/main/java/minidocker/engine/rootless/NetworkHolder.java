package minidocker.engine.rootless;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.read;
import static minidocker.syscall.MachineCalls.jump;
import static minidocker.syscall.ProcessCalls.execveat;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setName;
import static minidocker.syscall.ProcessCalls.setsid;

import java.util.List;
import java.util.Map;
import minidocker.namespaces.ContainerProgram;
import minidocker.syscall.Architecture;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.StaticExecutable;
import minidocker.syscall.SyscallProgram;

/**
 * The process that holds a network namespace while no engine does: two pages of memory, and a call that never returns. A namespace
 * lives as long as somebody is in it; a file that it is mounted on would do, too, but be gone with the engine's mounts.
 */
final class NetworkHolder {
    private static final String EXECUTABLE = "holder";
    private static final String READER = "reader";
    private static final String WRITER = "writer";

    private NetworkHolder() {}

    /** @return it lives until somebody kills it, and longer than we do */
    static Child start() {
        int[] pipe = Linux.pipe();
        int executable = Linux.executableInMemory("holder", StaticExecutable.of(loop(), Architecture.current()));
        try {
            Child child = Child.spawn(program(), Map.of(READER, pipe[0], WRITER, pipe[1], EXECUTABLE, executable));
            try {
                child.awaitExec();
                return child;
            } catch (RuntimeException failed) {
                child.close();
                throw failed;
            }
        } finally {
            Linux.close(pipe[0]);
            Linux.close(pipe[1]);
            Linux.close(executable);
        }
    }

    static SyscallProgram program() {
        return ContainerProgram.loopbackUp(SyscallProgram.inNewProcess("a network of the engine's own", CloneFlag.CLONE_NEWNET))
                .then(setsid(), "a session of its own: no ^C reaches it")
                .then(chdir("/"), "it keeps no folder in use")
                .then(dup3(given(READER), 0), "from here nothing ever comes ...")
                .then(dup3(given(WRITER), 1), "... nor the end, since it has the other side as well")
                .then(closeOnExecFrom(2), "and nothing else of ours")
                .then(execveat(given(EXECUTABLE), List.of("mini-docker-network")), "from here on it only is there");
    }

    /** What it does, for ever. */
    static SyscallProgram loop() {
        return SyscallProgram.inNewProcess("the holder, which is there already")
                .then(setName("mini-docker-net"), "for those who list processes")
                .label("next")
                .then(read(fd(0), new Memory("nothing", 1), 1), "waits for what does not come")
                .then(jump("next"), "until somebody kills us");
    }
}
