package minidocker.picture;

import java.util.List;
import minidocker.syscall.Call;
import minidocker.syscall.Observation;
import minidocker.syscall.ProgramTable;
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
        table.row("", "", "<code>clone3</code>", code(flags), Html.escape(program.cloneWhy()), Html.manualPage(Syscall.CLONE3.manPage()));
        List<Call> calls = program.calls();
        for (int first = 0, next; first < calls.size(); first = next) {
            Call call = calls.get(first);
            for (next = first + 1; next < calls.size() && isOneMore(calls.get(next), call); next++) {
                continue;
            }
            boolean several = next > first + 1;
            table.row("", several ? first + 1 + "-" + next : first + 1 + "", name(call),
                    code(several ? ProgramTable.together(calls.subList(first, next)) : call.operands()), Html.escape(call.why()),
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
                table.row(style, call.number() + "", name(call.call()), code(call.call().operands()),
                        Html.escape(result));
            }
        }
        return new ProgramPicture(table.toString());
    }

    /** The same call for the same reason: two dozen of these in a row are one thing to a reader. */
    private static boolean isOneMore(Call call, Call before) {
        return call.syscall() == before.syscall() && call.why().equals(before.why());
    }

    private static String name(Call call) {
        return "<code style=\"white-space:nowrap\">" + Html.escape(call.syscall().toString()) + "</code>";
    }

    private static String code(String text) {
        return "<code style=\"word-break:break-word\">" + Html.escape(text) + "</code>";
    }

    @Override
    public String toString() {
        return html;
    }
}
