package minidocker.cli;

import picocli.CommandLine.Option;

/** {@code --help}, and no short form: {@code -h} is the hostname, as with Docker. */
public final class HelpOption {
    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;
}
