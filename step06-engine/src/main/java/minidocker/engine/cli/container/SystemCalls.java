package minidocker.engine.cli.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;

/** {@code --explain} and {@code --trace}: the system calls behind a command, before and after. Docker has neither. */
public final class SystemCalls {
    private static final int NOT_FOUND = 404;

    public final Flag<Boolean> explain;
    public final Flag<Boolean> trace;

    /** @param runs whether there is something to be traced */
    public SystemCalls(Flags flags, boolean runs) {
        explain = flags.toggle("explain", "", "Print the system calls, each with its why and its manual page, and do nothing");
        trace = runs ? flags.toggle("trace", "", "Print each system call with its result on standard error in the end") : null;
    }

    /** Prints what {@code path} would have the kernel do. */
    public static void explain(Session session, String path, Map<String, Object> body) throws IOException {
        session.out().print(text(session.engine(), "POST", path, columns(), body));
    }

    /** What the kernel was asked to do for an exec, {@code /exec/ID}, or a container, {@code /containers/ID}. */
    static String traceOf(ApiClient engine, String path) throws IOException {
        return text(engine, "GET", path + "/trace", columns(), null);
    }

    /** Of an exec that is over; one that could not be started has its own sentence. */
    static void showTrace(Session session, String path) throws IOException {
        session.out().flush();
        try {
            session.err().print(traceOf(session.engine(), path));
        } catch (ApiError neverStarted) {
            // And so there was nothing to be traced.
        }
    }

    /** Starts a container. @return what the kernel was asked to do for it */
    static String traceOfStart(ApiClient engine, String id) throws IOException {
        return text(engine, "POST", "/containers/" + id + "/start", Query.of("trace", Terminal.columns()), null);
    }

    private static Query columns() {
        return Query.of("columns", Terminal.columns());
    }

    private static String text(ApiClient engine, String method, String path, Query query, Map<String, Object> body) throws IOException {
        try (Response response = body == null ? engine.stream(method, path, query) : engine.streamPost(path, query, body)) {
            if (!response.header("content-type").startsWith("text/plain")) {
                throw foreign();
            }
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (ApiError e) {
            if (e.status() == NOT_FOUND && e.reason().equals("page not found")) {
                throw foreign();
            }
            throw e;
        }
    }

    private static UserError foreign() {
        return new UserError("this engine does not tell its system calls: --explain, --trace and trace want mini-docker's own");
    }
}
