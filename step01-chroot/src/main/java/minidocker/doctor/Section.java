package minidocker.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Findings that are found out together, on a thread of their own.
 *
 * @param name stands for them all if they cannot be found out
 */
record Section(String name, CompletableFuture<List<Finding>> answer) {

    static Section of(String name, Supplier<List<Finding>> work) {
        return new Section(name, start(work));
    }

    /** A daemon's thread: what still hangs when all the rest is answered does not keep the process. */
    static <T> CompletableFuture<T> start(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> {
            Thread thread = new Thread(task, "doctor");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * The findings of all, in their order. A section that fails, or does not answer in time, has one finding that says so.
     *
     * @param most time for all together
     */
    static List<Finding> collect(List<Section> sections, Duration most) {
        List<Finding> all = new ArrayList<>();
        long end = System.nanoTime() + most.toNanos();
        for (Section section : sections) {
            try {
                all.addAll(section.answer().get(Math.max(end - System.nanoTime(), 0), TimeUnit.NANOSECONDS));
            } catch (TimeoutException | InterruptedException late) {
                all.add(section.withoutAnswer("no answer within " + most.toMillis() + " ms"));
            } catch (ExecutionException failed) {
                all.add(section.withoutAnswer(String.valueOf(failed.getCause())));
            }
        }
        return all;
    }

    private Finding withoutAnswer(String why) {
        return new Finding(name, State.LIMITED, false, "could not be found out: " + why, "several steps",
                "try again; if it stays so, please report it with this line");
    }
}
