package minidocker.cli;

import minidocker.syscall.ProgramAsC;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Option;

/** What every command has that runs a program of system calls: look at it before, or at its results afterwards. */
public final class ProgramOptions {
    @Option(names = "--explain",
            description = "Print the list of system calls, with the why and the manual page of each, and run nothing.")
    public boolean explain;

    @Option(names = "--as-c", description = "Print the same list as a program in C, and run nothing.")
    public boolean asC;

    @Option(names = "--trace",
            description = "Run, and print each system call with its result on standard error when the program has ended.")
    public boolean trace;

    /** True if the program is only to be looked at. */
    public boolean only() {
        return explain || asC;
    }

    /** Prints it in the way that was asked for; the exit code. */
    public int print(SyscallProgram program) {
        System.out.print(asC ? ProgramAsC.of(program) : new ProgramTable(Terminal.columns()).explain(program));
        return 0;
    }
}
