package minidocker.engine.streams;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.close;
import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.receiveDescriptor;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.jump;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.execveat;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setName;
import static minidocker.syscall.ProcessCalls.setResourceLimit;
import static minidocker.syscall.ProcessCalls.setsid;

import java.nio.file.Path;
import java.util.List;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.SyscallProgram;

/**
 * The process behind a {@link Keeper}: two pages of memory, and a loop of four calls.
 *
 * <pre>
 * letter in   4 bytes  a descriptor to close, or -1
 *             4 bytes  a number by which the engine knows the answer
 *             perhaps a descriptor, by SCM_RIGHTS
 * answer      the same 8 bytes, and 24 of the control message: at 16 in there stands the number that the descriptor has here
 * </pre>
 */
final class KeeperProgram {
    static final String EXECUTABLE = "keeper";
    static final String ITS_END = "its-end";
    static final String OUR_END = "our-end";
    static final String WRITTEN_DOWN = "written-down";
    /** Its descriptors: 0 is its end of the pair of sockets, 1 is ours, so that it never reads the end of the file. */
    static final int OUR_END_THERE = 1;
    static final int LETTER = 8;
    static final int ANSWER = LETTER + 24;
    static final int NUMBER_IN_ANSWER = LETTER + 16;
    static final int LOOK_SECONDS = 30;
    private static final int RLIMIT_NOFILE = 7;
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private KeeperProgram() {}

    /**
     * What becomes the keeper: a process that no key on anybody's terminal reaches.
     *
     * @param file tells of it; for those who list processes
     */
    static SyscallProgram start(Path file) {
        long most = Linux.getrlimit(RLIMIT_NOFILE)[1];
        return SyscallProgram.inNewProcess("the process that keeps descriptors while no engine does")
                .then(setsid(), "a session of its own: no ^C reaches it")
                .then(chdir("/"), "it keeps no folder in use")
                .then(setResourceLimit("RLIMIT_NOFILE", RLIMIT_NOFILE, most, most).orGoOn(), "as many descriptors as may be")
                .then(dup3(given(ITS_END), 0), "letters come in here")
                .then(dup3(given(OUR_END), OUR_END_THERE), "and this end is kept for the next engine")
                .waitForParent(WRITTEN_DOWN, "until a file tells of us: of an engine that is killed before, nobody would be left over")
                .then(closeOnExecFrom(2), "and nothing else of ours")
                .then(execveat(given(EXECUTABLE), List.of("mini-docker-keeper", file.toString())), "from here on it is that program");
    }

    // tag::keeper[]
    /**
     * What the keeper does: letter after letter, and when none comes for {@link #LOOK_SECONDS}, a look whether an engine could still
     * find it.
     *
     * @param file absolute; the one that tells the next engine of us
     */
    static SyscallProgram loop(String file) {
        Memory mail = new Memory("mail", ANSWER);
        return SyscallProgram.inNewProcess("the keeper, which is there already")
                .then(setName("mini-docker-kpr"), "for those who list processes")
                .label("next")
                .then(load(new Bytes(new byte[] {24, 0, 0, 0, 0, 0, 0, 0}, "24"), 0).as("room"),
                        "for a descriptor; the kernel wrote over it the last time")
                .then(receiveDescriptor(fd(0), mail, LETTER, result("room")).orGoOn().as("letter"),
                        "a descriptor that comes along is ours by that")
                .then(load(new ResultAddress("letter"), 0).as("received"), "did one come?")
                .then(branch(result("received"), -EAGAIN, "look"), "not for a while")
                .then(branch(result("received"), -EINTR, "next"), "somebody stopped us, and let us go on")
                .then(load(mail, 0).as("closed"), "and one is perhaps needed no more")
                .then(close(result("closed")).orGoOn(), "if it is -1, none")
                .then(write(fd(0), mail, ANSWER), "the engine hears that it is done, and the new one's number")
                .then(jump("next"), "until somebody kills us")
                .label("look")
                .then(openat(file, OpenFlag.O_CLOEXEC).orGoOn().as("file"), "is there a way to us?")
                .then(load(new ResultAddress("file"), 0).as("found"), "or has the engine's whole folder been removed?")
                .then(branch(result("found"), -ENOENT, "over"), "then nobody will ever ask")
                .then(close(result("found")).orGoOn(), "it was only a look")
                .then(jump("next"), "somebody may come yet")
                .label("over")
                .then(exitGroup(0), "what we kept, nobody can have any more");
    }
    // end::keeper[]
}
