package minidocker.engine.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import minidocker.syscall.Linux;

/** One thread that hears of the end of all processes: a pidfd becomes readable when its process has ended, pidfd_open(2). */
final class ExitWatch {
    private static final long STACK = 256 * 1024;

    private final int epoll = Linux.epollCreate();
    private final Map<Integer, Runnable> waiting = new ConcurrentHashMap<>();
    private Thread thread;

    /** @param ended called once, on a thread of its own; the pidfd must stay open until then */
    synchronized void whenEnded(int pidfd, Runnable ended) {
        waiting.put(pidfd, ended);
        Linux.epollAdd(epoll, pidfd);
        if (thread == null) {
            thread = new Thread(null, this::watch, "container exits", STACK);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        while (true) {
            for (int pidfd : Linux.epollWait(epoll, -1)) {
                // Nobody closes it before he was told, so it is still the one that was added.
                Linux.epollRemove(epoll, pidfd);
                Runnable ended = waiting.remove(pidfd);
                Thread teller = new Thread(null, ended, "exit of " + pidfd, STACK);
                teller.setDaemon(true);
                teller.start();
            }
        }
    }
}
