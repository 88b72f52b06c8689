package minidocker.engine.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.cli.Foreground;
import minidocker.cli.Home;
import minidocker.cli.Inherited;
import minidocker.engine.Main;
import minidocker.namespaces.ForbiddenNamespace;
import minidocker.syscall.Child;
import minidocker.syscall.FileCalls;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * {@code daemon} for an ordinary user. A process with several threads, as every JVM is one, may not enter a user namespace: so the
 * engine is a second JVM, started in there, and this one waits for it.
 */
final class ForegroundEngine {
    private ForegroundEngine() {}

    /** @param words of the command line; the last of two that contradict each other counts */
    static int run(Home home, List<String> words) {
        List<String> arguments = new ArrayList<>(words);
        if (!words.contains("daemon")) {
            arguments.add(0, "daemon");
        }
        arguments.addAll(List.of("--data-root", home.data().toString(), "--exec-root", home.run().toString()));
        try (EngineNamespaces namespaces = EngineNamespaces.decide(home)) {
            SyscallProgram program = program(namespaces, EngineJava.command(Main.class, arguments), Inherited.environment());
            return new Foreground(false).run(program, namespaces.given(), namespaces::whileItWaits).code();
        } catch (ProgramFailure failure) {
            throw EngineProgram.refused(failure);
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, true);
        }
    }

    private static SyscallProgram program(EngineNamespaces namespaces, List<String> command, Map<String, String> environment) {
        List<String> variables = environment.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
        return namespaces.newProcess("the engine, in the foreground")
                .then(FileCalls.closeOnExecFrom(3), "nothing that we have open is left to it")
                .then(ProcessCalls.unblockSignals(), "the JVM blocks some in its threads")
                .then(ProcessCalls.execve(command.get(0), command, variables), "from now on it is a JVM of its own");
    }
}
