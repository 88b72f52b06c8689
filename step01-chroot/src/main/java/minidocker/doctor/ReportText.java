package minidocker.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * The findings for a reader: the state, the name, then what was found and what it is for; below, what to do. On a wide screen the
 * two stand side by side, else one below the other.
 */
final class ReportText {
    private static final int WIDE = 110;
    private static final int STATE = 7;
    private static final int NAME = 15;
    private static final String GAP = "  ";
    private static final int INDENT = STATE + NAME + 2 * GAP.length();
    private static final int NARROWEST = 30;

    private final int width;
    private final boolean colours;

    /** @param width of the screen in columns */
    ReportText(int width, boolean colours) {
        this.width = width;
        this.colours = colours;
    }

    String of(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> append(text, finding));
        text.append('\n');
        wrap(summary(findings), Math.max(width, NARROWEST)).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private void append(StringBuilder text, Finding finding) {
        int room = Math.max(width - INDENT, NARROWEST);
        List<String> lines = new ArrayList<>();
        if (width >= WIDE) {
            int left = room / 2 - GAP.length();
            List<String> found = wrap(finding.found(), left);
            List<String> neededFor = wrap(finding.neededFor(), room - left - GAP.length());
            for (int i = 0; i < Math.max(found.size(), neededFor.size()); i++) {
                String one = i < found.size() ? found.get(i) : "";
                lines.add(one + " ".repeat(left - one.length()) + GAP + (i < neededFor.size() ? faint(neededFor.get(i)) : ""));
            }
        } else {
            lines.addAll(wrap(finding.found(), room));
            hanging("for: ", finding.neededFor(), room).forEach(line -> lines.add(faint(line)));
        }
        if (!finding.remedy().isEmpty()) {
            lines.addAll(hanging("do:  ", finding.remedy(), room));
        }
        String state = finding.state().toString();
        String head = (colours ? finding.state().coloured() : state) + " ".repeat(STATE - state.length()) + GAP + finding.name()
                + " ".repeat(Math.max(NAME - finding.name().length(), 0)) + GAP;
        for (int i = 0; i < lines.size(); i++) {
            text.append(((i == 0 ? head : " ".repeat(INDENT)) + lines.get(i)).stripTrailing()).append('\n');
        }
    }

    private String faint(String text) {
        return colours ? "\033[2m" + text + "\033[0m" : text;
    }

    private static List<String> hanging(String label, String text, int room) {
        List<String> lines = new ArrayList<>();
        for (String line : wrap(text, room - label.length())) {
            lines.add((lines.isEmpty() ? label : " ".repeat(label.length())) + line);
        }
        return lines;
    }

    /** Breaks at spaces; a word that is too long for a line is broken anywhere. */
    private static List<String> wrap(String text, int room) {
        List<String> lines = new ArrayList<>();
        // Names that were found on the machine may hold anything, and a terminal obeys control characters.
        String rest = text.strip().replaceAll("\\p{Cntrl}", "?");
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            int at = space > 0 ? space : room;
            lines.add(rest.substring(0, at).stripTrailing());
            rest = rest.substring(at).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    static String summary(List<Finding> findings) {
        List<String> stopping = findings.stream().filter(Finding::stopsEverything).map(Finding::name).toList();
        if (!stopping.isEmpty()) {
            return "Nothing runs here before this is mended: " + String.join(", ", stopping) + ".";
        }
        List<String> others = findings.stream().filter(finding -> finding.state() != State.OK).map(Finding::name).toList();
        return others.isEmpty() ? "Everything runs here." : "The steps run here, with limits that come from: "
                + String.join(", ", others) + ".";
    }
}
