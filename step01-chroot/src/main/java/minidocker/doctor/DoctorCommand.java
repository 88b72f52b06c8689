package minidocker.doctor;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: what this machine offers. */
@Command(name = "doctor",
        description = "Tell what this machine offers, what it is needed for, and what to do where something is missing.",
        footer = {"",
                "The exit code is 0 if the steps can be run at all, 1 if something is missing that none of them can do without."})
public final class DoctorCommand implements Callable<Integer> {
    private static final long TCGETS = 0x5401;
    private static final int USUAL_WIDTH = 80;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json; text if none is named.")
    String format = "text";

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        if (!format.equals("text") && !format.equals("json")) {
            throw new UserError("there is no format '" + format + "': doctor has --format text and --format json");
        }
        List<Finding> findings = Doctor.examine();
        print(format.equals("json") ? ReportJson.of(findings) : text(findings));
        return findings.stream().anyMatch(Finding::stopsEverything) ? 1 : 0;
    }

    private static void print(String report) {
        // JSON is UTF-8 whatever the locale says, and our text is ASCII but for names found on the machine.
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(report);
        out.flush();
    }

    private static String text(List<Finding> findings) {
        try {
            return new ReportText(Terminal.columns(), wantsColours()).of(findings);
        } catch (LinkageError | IllegalStateException noSystemCalls) {
            // Just the machine that doctor is there for: Linux.class cannot be used on this processor or system.
            return new ReportText(USUAL_WIDTH, false).of(findings);
        }
    }

    /** On a terminal, unless NO_COLOR is set to anything (no-color.org) or the terminal is a dumb one. */
    private static boolean wantsColours() {
        final int termiosSize = 36;
        boolean refused = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(System.getenv("TERM"));
        return !refused && Linux.ioctl(1, TCGETS, new byte[termiosSize]) >= 0;
    }
}
