package minidocker.syscall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Given;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Mode;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Target;
import minidocker.syscall.Operand.Text;
import minidocker.syscall.Operand.Words;

/**
 * The same list as a program in C: what a container looks like to somebody who has no list. It compiles with
 * {@code cc -o container container.c}, runs by itself, and says how long it took from clone3(2) to execve(2).
 *
 * <p>What the parent has to supply comes from the command line: {@code NAME=FD} for a descriptor, and for a gate
 * {@code NAME=FILE[,FILE...]}, the files into which the child's pid is written before the gate is opened. CLONE_INTO_CGROUP wants
 * {@code cgroup=FOLDER}.
 */
public final class ProgramAsC {
    private static final String HEAD = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <time.h>
            #include <unistd.h>

            #define PTR(p) ((uint64_t) (uintptr_t) (p))

            __attribute__((unused)) static void failed(int number, const char *call)
            {
                dprintf(2, "call %d failed: %s: %s\\n", number, call, strerror(errno));
                _exit(126);
            }

            __attribute__((unused)) static const char *argument(char **argv, const char *name)
            {
                for (; *argv; argv++)
                    if (!strncmp(*argv, name, strlen(name)) && (*argv)[strlen(name)] == '=')
                        return *argv + strlen(name) + 1;
                fprintf(stderr, "needs %s=...\\n", name);
                exit(125);
            }

            static double milliseconds(void)
            {
                struct timespec t;
                clock_gettime(CLOCK_MONOTONIC, &t);
                return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
            }

            """;
    private static final String OPEN_GATE = """
                for (char *files = strdup(argument(argv, "%1$s")), *file; (file = strsep(&files, ","));) {
                    int fd = open(file, O_WRONLY | O_CLOEXEC);
                    if (fd < 0 || dprintf(fd, "%%d", (int) child) < 0) { perror(file); exit(125); }
                    close(fd);
                }
                if (write(%2$s_writer, "", 1) != 1) { perror("gate"); exit(125); }
            """;

    private final SyscallProgram program;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Integer> memories = new LinkedHashMap<>();

    private ProgramAsC(SyscallProgram program) {
        this.program = program;
    }

    /** The source text. */
    public static String of(SyscallProgram program) {
        return new ProgramAsC(program).write();
    }

    private String write() {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < program.calls().size(); i++) {
            for (String label : program.labelsAt(i)) {
                calls.append(identifier(label)).append(":;\n");
            }
            calls.append(statement(i + 1, program.calls().get(i)));
        }
        text.append(HEAD);
        List<String> names = new ArrayList<>();
        program.calls().stream().map(Call::name).filter(name -> name != null).forEach(names::add);
        names.forEach(name -> text.append("static int64_t r_").append(identifier(name)).append(";\n"));
        given().forEach(name -> text.append("static int64_t ").append(identifier(name)).append(";\n"));
        memories.forEach((name, size) -> text.append("static char m_").append(identifier(name)).append('[').append(size)
                .append("];\n"));
        text.append("\n/* What the child does: no way back. */\nstatic void child_main(void)\n{\n    int64_t r;\n\n")
                .append(calls).append("}\n\n");
        return text.append(main()).toString();
    }

    private List<String> given() {
        List<String> names = new ArrayList<>();
        program.gates().forEach(gate -> names.addAll(List.of(gate, gate + "-writer")));
        for (Call call : program.calls()) {
            for (Argument argument : call.arguments()) {
                if (argument.operand() instanceof Given one && !names.contains(one.name())) {
                    names.add(one.name());
                }
            }
        }
        return names;
    }

    private String main() {
        StringBuilder main = new StringBuilder("int main(int argc, char **argv)\n{\n    int pipes[2], status;\n    (void) argc, (void) argv;\n    if (pipe2(pipes, O_CLOEXEC)) return 125;\n");
        for (String name : given()) {
            if (program.gates().contains(name)) {
                String gate = identifier(name);
                main.append("    int p_").append(gate).append("[2];\n    if (pipe2(p_").append(gate)
                        .append(", O_CLOEXEC)) return 125;\n    ").append(gate).append(" = p_")
                        .append(gate).append("[0], ").append(gate).append("_writer = p_").append(gate).append("[1];\n");
            } else if (name.equals(Child.RUNNING) || name.equals(Child.RUNNING_READER)) {
                main.append("    ").append(identifier(name)).append(" = pipes[").append(name.equals(Child.RUNNING) ? 1 : 0)
                        .append("];\n");
            } else if (!name.endsWith("-writer")) {
                main.append("    ").append(identifier(name)).append(" = atoi(argument(argv, \"").append(name).append("\"));\n");
            }
        }
        main.append("    double start = milliseconds();\n    uint64_t args[11] = { 0x")
                .append(Long.toHexString(program.cloneFlags().value()))
                .append(" /* ").append(program.cloneFlags()).append(" */, 0, 0, 0, SIGCHLD };\n")
                        .append(program.has(CloneFlag.CLONE_INTO_CGROUP)
                        ? "    args[10] = open(argument(argv, \"cgroup\"), O_PATH | O_DIRECTORY | O_CLOEXEC);\n" : "")
                        .append("    long child = syscall(SYS_clone3, args, sizeof args);\n")
                .append("    if (child < 0) { perror(\"clone3\"); return 125; }\n    if (child == 0) child_main();\n    close(pipes[1]);\n");
        program.gates().forEach(gate -> main.append(OPEN_GATE.formatted(gate, identifier(gate))));
        main.append("    while (read(pipes[0], &status, 1) > 0) continue;\n    fprintf(stderr, \"clone3 to execve: %.3f ms\\n\", milliseconds() - start);\n")
                .append("    if (waitpid(child, &status, 0) < 0) return 125;\n    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);\n}\n");
        return main.toString();
    }

    private String statement(int number, Call call) {
        StringBuilder line = new StringBuilder("    /* ").append(number).append(": ").append(call.why().replace("*/", "* /"))
                .append(" */\n    ");
        if (call.syscall() == Syscall.BRANCH) {
            return line.append("if (").append(value(call, 0)).append(" == ").append(value(call, 1)).append(") goto ")
                    .append(identifier(target(call))).append(";\n").toString();
        }
        if (call.syscall() == Syscall.LOAD) {
            line.append("r = *(int *) (uintptr_t) ").append(value(call, 0)).append(" + ").append(value(call, 1)).append(";\n");
        } else {
            int arguments = call.syscall() == Syscall.CLONE3 ? 2 : call.arguments().size();
            line.append("r = syscall(").append(call.syscall().number(Architecture.current())).append(" /* ")
                    .append(call.syscall()).append(" */");
            for (int i = 0; i < arguments; i++) {
                line.append(", ").append(value(call, i));
            }
            line.append(");\n");
        }
        if (call.syscall() == Syscall.CLONE3) {
            line.append("    if (r == 0) goto ").append(identifier(target(call))).append(";\n");
        }
        if (call.syscall().isKernels() && !call.mayFail()) {
            line.append("    if (r < 0) failed(").append(number).append(", \"").append(call.syscall()).append("\");\n");
        }
        if (call.name() != null) {
            line.append("    r_").append(identifier(call.name())).append(" = ")
                    .append(call.syscall().isKernels() ? "r < 0 ? -errno : r" : "r").append(";\n");
        }
        return line.toString();
    }

    private static String target(Call call) {
        return ((Target) call.arguments().get(2).operand()).call();
    }

    private String value(Call call, int argument) {
        return value(call.arguments().get(argument).operand());
    }

    private String value(Operand operand) {
        if (operand instanceof Int number) {
            return number.value() + "L";
        } else if (operand instanceof Size size) {
            return size.value() + "L";
        } else if (operand instanceof Mode mode) {
            return mode.toString();
        } else if (operand instanceof Flags flags) {
            return "0x" + Long.toHexString(flags.value()) + "L /* " + flags + " */";
        } else if (operand instanceof Symbol symbol) {
            return symbol.value() + "L /* " + symbol.name() + " */";
        } else if (operand instanceof Text string) {
            return "PTR(" + quoted(string.text()) + ")";
        } else if (operand instanceof Bytes bytes) {
            return "PTR(((unsigned char[]) {" + numbers(bytes.content()) + "})) /* " + bytes.shown() + " */";
        } else if (operand instanceof Words words) {
            return "PTR(((uint64_t[]) {" + String.join(", ", words.words().stream().map(this::value).toList()) + "}))";
        } else if (operand instanceof Memory memory) {
            memories.put(memory.name(), memory.size());
            return "PTR(m_" + identifier(memory.name()) + " + " + memory.offset() + ")";
        } else if (operand instanceof ResultOf result) {
            return "r_" + identifier(result.call());
        } else if (operand instanceof ResultAddress result) {
            return "PTR(&r_" + identifier(result.call()) + ")";
        } else if (operand instanceof Given given) {
            return identifier(given.name());
        }
        throw new IllegalStateException("an operand of no known kind: " + operand);
    }

    private static String numbers(byte[] content) {
        StringBuilder numbers = new StringBuilder();
        for (byte one : content) {
            numbers.append(numbers.length() == 0 ? "" : ",").append(one & 0xff);
        }
        return numbers.toString();
    }

    private static String quoted(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte one : string.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            boolean plain = one >= ' ' && one < 0x7f && one != '"' && one != '\\' && one != '?';
            quoted.append(plain ? String.valueOf((char) one) : String.format("\\%03o", one & 0xff));
        }
        return quoted.append('"').toString();
    }

    private static String identifier(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
