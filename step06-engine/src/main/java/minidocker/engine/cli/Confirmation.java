package minidocker.engine.cli;

import java.io.IOException;
import java.io.InputStream;

/** Asks before something is thrown away. */
public final class Confirmation {
    private Confirmation() {}

    /** True if the user says yes; no answer is a no. */
    public static boolean given(Session session, String warning) throws IOException {
        session.out().print(warning + "\nAre you sure you want to continue? [y/N] ");
        session.out().flush();
        StringBuilder answer = new StringBuilder();
        InputStream in = session.in();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            answer.append((char) c);
        }
        return answer.toString().strip().equalsIgnoreCase("y");
    }
}
