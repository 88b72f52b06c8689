package minidocker.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rapaio.jupyter.kernel.channels.LoopThread;

class LoopThreadTest {
    @Test
    void however_quick_the_thread_is_it_does_its_work_until_it_is_told_to_stop() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            CountDownLatch rounds = new CountDownLatch(2);
            LoopThread loop = new LoopThread("loop", 0, rounds::countDown);
            // What start() would do for a thread that is scheduled before start() returns.
            Thread quick = new Thread(loop);
            quick.start();
            assertThat(rounds.await(60, TimeUnit.SECONDS)).isTrue();
            loop.shutdown();
            quick.join(60_000);
            assertThat(quick.isAlive()).isFalse();
        }
    }
}
