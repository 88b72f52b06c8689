package minidocker.cli;

import picocli.CommandLine.Option;

/** What every command has that runs a program of system calls: look at it before, or at its results afterwards. */
public final class ProgramOptions {
    @Option(names = "--explain", description = "Print the list of system calls, with the why and the manual page of each, and run nothing.")
    public boolean explain;

    @Option(names = "--trace", description = "Run, and print each system call with its result on standard error when the program has ended.")
    public boolean trace;
}
