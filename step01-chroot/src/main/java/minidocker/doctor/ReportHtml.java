package minidocker.doctor;

import java.util.List;
import minidocker.picture.Html;
import minidocker.picture.HtmlTable;

/** The report as a table, for notebooks. */
public record ReportHtml(String html) {

    /** Examines this machine, which takes a second or two. */
    public static ReportHtml ofThisMachine() {
        return of(Doctor.examine());
    }

    static ReportHtml of(List<Finding> findings) {
        HtmlTable table = new HtmlTable("", "what", "here", "needed for", "what to do");
        for (Finding finding : findings) {
            table.row("", switch (finding.state()) {
                case OK -> "✓";
                case LIMITED -> "~";
                case MISSING -> "✗";
            }, Html.escape(finding.name()), Html.escape(finding.found()), Html.escape(finding.neededFor()),
                    Html.escape(finding.remedy()));
        }
        return new ReportHtml(table.toString());
    }

    @Override
    public String toString() {
        return html;
    }
}
