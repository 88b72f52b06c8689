package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.ContainerState.Created;
import minidocker.engine.core.ContainerState.Dead;
import minidocker.engine.core.ContainerState.Exited;
import minidocker.engine.core.ContainerState.Paused;
import minidocker.engine.core.ContainerState.Removing;
import minidocker.engine.core.ContainerState.Restarting;
import minidocker.engine.core.ContainerState.Running;
import minidocker.engine.runtime.ProcessIdentity;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every state against everything that can happen to a container. */
class ContainerStateTest {
    private static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant ENDED = STARTED.plusSeconds(7);
    private static final Instant NOW = STARTED.plusSeconds(60);
    private static final ProcessIdentity FIRST = new ProcessIdentity(4711, 1234);
    private static final ProcessIdentity NEXT = new ProcessIdentity(4712, 5678);
    private static final Past RAN = new Past(3, true, "", STARTED, ENDED);
    private static final Running RUNNING = new Running(FIRST, new Past(0, false, "", STARTED, Past.NEVER));

    private static final Map<String, ContainerState> STATES = new LinkedHashMap<>();
    private static final Map<String, Function<ContainerState, ContainerState>> TRANSITIONS = new LinkedHashMap<>();

    static {
        STATES.put("created", new Created());
        STATES.put("running", RUNNING);
        STATES.put("paused", new Paused(RUNNING));
        STATES.put("restarting", new Restarting(RAN));
        STATES.put("exited", new Exited(RAN));
        STATES.put("removing", new Removing(RAN));
        STATES.put("dead", new Dead(RAN));
        TRANSITIONS.put("started", state -> state.started(NEXT, NOW));
        TRANSITIONS.put("startFailed", state -> state.startFailed(127, "no such program"));
        TRANSITIONS.put("ended", state -> state.ended(9, false, NOW));
        TRANSITIONS.put("endedForNow", state -> state.endedForNow(9, false, NOW));
        TRANSITIONS.put("cancelled", ContainerState::cancelled);
        TRANSITIONS.put("paused", ContainerState::paused);
        TRANSITIONS.put("resumed", ContainerState::resumed);
        TRANSITIONS.put("removing", ContainerState::removing);
        TRANSITIONS.put("dead", ContainerState::dead);
    }

    /** The state that comes of it, a refusal's kind, or "bug" for what nobody may ask. Columns are states, in their order. */
    private static final String TABLE = """
            started      running  304      409      running  running  409       409
            startFailed  created  304      409      exited   exited   409       409
            ended        bug      exited   exited   bug      bug      bug       bug
            endedForNow  bug      restarting restarting bug  bug      bug       bug
            cancelled    304      304      304      exited   304      304       304
            paused       409      paused   409      409      409      409       409
            resumed      500      500      running  500      500      500       500
            removing     removing 409      409      409      removing 409       removing
            dead         bug      bug      bug      bug      bug      dead      bug
            """;

    @TestFactory
    List<DynamicTest> every_state_answers_every_transition() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split("\\s+");
            int column = 1;
            for (Map.Entry<String, ContainerState> state : STATES.entrySet()) {
                String expected = words[column++];
                tests.add(DynamicTest.dynamicTest(words[0] + " of " + state.getKey() + " is " + expected,
                        () -> assertThat(outcome(state.getValue(), words[0])).isEqualTo(expected)));
            }
        }
        assertThat(tests).hasSize(STATES.size() * TRANSITIONS.size());
        return tests;
    }

    private static String outcome(ContainerState state, String transition) {
        try {
            return TRANSITIONS.get(transition).apply(state).status();
        } catch (Refusal refusal) {
            return Integer.toString(refusal.kind().status());
        } catch (IllegalStateException bug) {
            return "bug";
        }
    }

    @Test
    void a_start_begins_a_new_run_and_remembers_when_the_last_one_ended() {
        assertThat(new Exited(RAN).started(NEXT, NOW)).isEqualTo(new Running(NEXT, new Past(0, false, "", NOW, ENDED)));
    }

    @Test
    void an_end_says_how_and_when() {
        assertThat(new Paused(RUNNING).ended(137, true, NOW)).isEqualTo(new Exited(new Past(137, true, "", STARTED, NOW)));
    }

    @Test
    void a_failed_start_leaves_the_times_of_the_last_run() {
        assertThat(new Exited(RAN).startFailed(127, "gone").past()).isEqualTo(new Past(127, false, "gone", STARTED, ENDED));
        assertThat(new Created().startFailed(126, "closed").past().startedAt()).isEqualTo(Past.NEVER);
    }

    @Test
    void only_what_runs_has_a_process() {
        STATES.forEach((name, state) -> assertThat(state.pid()).as(name)
                .isEqualTo(name.equals("running") || name.equals("paused") ? FIRST.pid() : 0));
    }

    @Test
    void a_container_that_is_about_to_be_restarted_counts_as_running_without_being_alive() {
        ContainerState restarting = new Restarting(RAN);
        assertThat(restarting.isRunning()).isTrue();
        assertThat(restarting.isAlive()).isFalse();
    }

    @Test
    void a_refusal_has_dockers_words() {
        Throwable refusal = catchThrowable(() -> new Paused(RUNNING).requireStartable());
        assertThat(refusal).isInstanceOf(Refusal.class).hasMessage("cannot start a paused container, try unpause instead");
        assertThat(((Refusal) refusal).kind()).isEqualTo(Kind.CONFLICT);
    }
}
