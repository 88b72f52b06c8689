package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;

/** The same for each container that is named, at once; the name of each with which it went well is printed. */
public abstract class OnContainers extends Command {
    private static final int MOST_AT_ONCE = 50;

    protected OnContainers(Manual manual) {
        super(manual);
    }

    /** @param path of the container: {@code /containers/NAME} */
    protected abstract void on(ApiClient engine, String path) throws IOException;

    /** True if a failure with one is to be told and not to count. */
    protected boolean forgives(IOException failure) {
        return false;
    }

    @Override
    public int run(Session session, List<String> containers) throws IOException {
        ApiClient engine = session.engine();
        engine.version();
        List<String> sentences = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        if (containers.size() > 1) {
            ExecutorService several = Executors.newFixedThreadPool(Math.min(MOST_AT_ONCE, containers.size()), task -> {
                Thread thread = new Thread(task, "one of several");
                thread.setDaemon(true);
                return thread;
            });
            containers.forEach(container -> running.add(several.submit(() -> {
                on(engine, path(container));
                return null;
            })));
        }
        for (int i = 0; i < containers.size(); i++) {
            try {
                if (running.isEmpty()) {
                    on(engine, path(containers.get(i)));
                } else {
                    result(running.get(i));
                }
                session.out().println(containers.get(i));
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                if (forgives(e)) {
                    session.err().println(e.getMessage());
                } else {
                    sentences.add(e.getMessage());
                }
            }
        }
        session.out().flush();
        sentences.forEach(session.err()::println);
        return sentences.isEmpty() ? 0 : 1;
    }

    private static String path(String container) {
        return "/containers/" + Query.encode(container);
    }

    private static void result(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    public static Command pause() {
        return new Posting(Manual.of("container pause, pause", "CONTAINER [CONTAINER...]",
                "Pause all processes within one or more containers").atLeast(1), "/pause");
    }

    public static Command unpause() {
        return new Posting(Manual.of("container unpause, unpause", "CONTAINER [CONTAINER...]",
                "Unpause all processes within one or more containers").atLeast(1), "/unpause");
    }

    private static final class Posting extends OnContainers {
        private final String what;

        Posting(Manual manual, String what) {
            super(manual);
            this.what = what;
        }

        @Override
        protected void on(ApiClient engine, String path) throws IOException {
            engine.post(path + what, new Query(), null);
        }
    }
}
