package minidocker.engine.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import minidocker.cli.Home;
import minidocker.cli.Inherited;
import minidocker.cli.UserError;
import minidocker.namespaces.ForbiddenNamespace;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.syscall.FileCalls;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * How an engine is started in the background: a list of system calls, like everything that is started here. Whoever asked for it
 * may end, close the terminal or be killed with its whole process group.
 */
final class EngineProgram {
    private static final String ENGINE = "engine";
    /**
     * Of the environment of whoever was first to need an engine it gets what tells it where things are. The rest may hold secrets,
     * and would be here for as long as the engine lives.
     */
    private static final Pattern INHERITED = Pattern.compile("PATH|HOME|USER|LOGNAME|TZ|TMPDIR|LANG|LC_.*|XDG_.*|MINI_DOCKER_.*|"
            + "DOCKER_CONFIG|DOCKER_CERT_PATH|REGISTRY_.*|SSL_CERT_.*|(?i:https?_proxy|no_proxy|all_proxy)");

    private final Home home;
    private final Path log;

    EngineProgram(Home home, Path log) {
        this.home = home;
        this.log = log;
    }

    /** Starts it; it has become java when this returns. */
    ProcessHandle run() {
        try (EngineNamespaces namespaces = EngineNamespaces.decide(home);
                Child first = Child.spawn(program(namespaces, EngineJava.command(home), Inherited.environment()), namespaces.given())) {
            namespaces.whileItWaits(first);
            first.awaitExec();
            long pid = first.result(ENGINE);
            first.waitFor();
            return ProcessHandle.of(pid).orElseThrow(() -> new UserError("the engine ended at once: see " + log));
        } catch (ProgramFailure failure) {
            throw refused(failure);
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, Linux.geteuid() != 0);
        }
    }

    /** Where AppArmor guards user namespaces, one can be made, and brings no rights. */
    static UserError refused(ProgramFailure failure) {
        boolean noRights = Linux.geteuid() != 0 && (failure.is(Errno.EPERM) || failure.is(Errno.EACCES));
        return new UserError("the engine cannot be started: " + failure.getMessage()
                + (noRights ? ": user namespaces bring no rights here; " + ForbiddenNamespace.remedy() : ""));
    }

    /** @return as execve(2) wants it */
    List<String> inherited(Map<String, String> environment) {
        List<String> variables = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (INHERITED.matcher(name).matches() && !name.equals("MINI_DOCKER_HOME")) {
                variables.add(name + "=" + value);
            }
        });
        if (home.run().equals(home.data().resolve("run"))) {
            // Absolute: the engine's working directory is another.
            variables.add("MINI_DOCKER_HOME=" + home.data());
        }
        return variables;
    }

    SyscallProgram program(EngineNamespaces namespaces, List<String> command, Map<String, String> environment) {
        SyscallProgram leave = SyscallProgram.inNewProcess("").then(ProcessCalls.exitGroup(0),
                "we were needed only so that the engine is nobody's child but init's");
        return namespaces.newProcess("a process that has to do with our terminal no more")
                .then(ProcessCalls.setsid(), "a session of its own: ^C and the terminal's end do not concern it")
                .cloneAgain(ENGINE, "the engine: no leader of the session, so that no terminal can become its own", leave)
                .then(FileCalls.openat("/dev/null", OpenFlag.O_RDWR).as("null"), "it has no input")
                .then(FileCalls.openat(log.toString(), 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_APPEND).as("log"),
                        "what it says is written down")
                .then(FileCalls.dup3(new ResultOf("null"), 0), "standard input")
                .then(FileCalls.dup3(new ResultOf("log"), 1), "standard output")
                .then(FileCalls.dup3(new ResultOf("log"), 2), "standard error")
                .then(FileCalls.closeOnExecFrom(3), "nothing that we have open is left to it")
                .then(FileCalls.chdir("/"), "it must not keep a file system from being unmounted")
                .then(ProcessCalls.umask(022), "files are as private as it says, whatever our shell was told")
                .then(ProcessCalls.unblockSignals(), "the JVM blocks some in its threads")
                .then(ProcessCalls.disposition(Signal.SIGTERM, false), "it must hear of the end of the machine")
                .then(ProcessCalls.disposition(Signal.SIGINT, false), "shells ignore it in the background, and that is inherited")
                .then(ProcessCalls.execve(command.get(0), command, inherited(environment)), "from now on it is a JVM of its own");
    }
}
