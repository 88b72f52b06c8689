package minidocker.picture;

import java.util.List;
import minidocker.syscall.Call;
import minidocker.syscall.Observation;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.Syscall;
import minidocker.syscall.TracedCall;

/** A program as a table: before it runs with the reasons, afterwards with the results. */
public record ProgramPicture(String html) {
    private static final String FAILED = "background:rgba(214,69,65,.22)";
    private static final String TOLERATED = "background:rgba(210,160,40,.18)";

    /** What will be called, why, and where to read on. */
    public static ProgramPicture of(SyscallProgram program) {
        HtmlTable table = new HtmlTable("", "call", "with", "because", "manual page");
        String flags = program.cloneFlags().value() == 0 ? "" : program.cloneFlags().toString();
        table.row("", "", code("clone3"), code(flags), Html.escape(program.cloneWhy()), Html.manualPage(Syscall.CLONE3.manPage()));
        List<Call> calls = program.calls();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            table.row("", i + 1 + "", code(call.syscall().toString()), code(call.operands()), Html.escape(call.why()),
                    Html.manualPage(call.syscall().manPage()));
        }
        return new ProgramPicture(table.toString());
    }

    /** What was called and what it returned; a call that ended the program is red, one whose failure was all right yellow. */
    public static ProgramPicture of(Observation observation) {
        HtmlTable table = new HtmlTable("", "call", "with", "returned");
        for (TracedCall call : observation.trace()) {
            if (call.returned()) {
                String style = !call.failed() ? "" : call.call().mayFail() ? TOLERATED : FAILED;
                String result = call.failed() ? call.call().failure(call.errno()) : Long.toString(call.result());
                table.row(style, call.number() + "", code(call.call().syscall().toString()), code(call.call().operands()),
                        Html.escape(result));
            }
        }
        return new ProgramPicture(table.toString());
    }

    private static String code(String text) {
        return "<code style=\"word-break:break-word\">" + Html.escape(text) + "</code>";
    }

    @Override
    public String toString() {
        return html;
    }
}
