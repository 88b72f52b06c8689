package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import minidocker.cgroups.StatisticsPlot.Sample;
import org.junit.jupiter.api.Test;

class StatisticsPlotTest {
    private static final long SECOND = 1_000_000_000;

    private static Sample sample(long nanoTime, long cpu, long memory) {
        return new Sample(nanoTime, new Statistics(new Statistics.CpuTime(cpu, cpu, 0), null,
                new Statistics.MemoryUse(memory, 0, -1, -1, 0, 0, 0), null, null, Map.of()));
    }

    @Test
    void processor_time_is_what_was_used_between_two_samples_in_percent_of_one_processor() {
        StatisticsPlot plot = StatisticsPlot.processor(List.of(sample(5 * SECOND, 7 * SECOND, 0), sample(7 * SECOND, 8 * SECOND, 0),
                sample(8 * SECOND, 10 * SECOND, 0)), 20);

        assertThat(plot.points()).containsExactly(new StatisticsPlot.Point(2, 50), new StatisticsPlot.Point(3, 200));
    }

    @Test
    void memory_is_what_is_charged_in_mebibytes() {
        StatisticsPlot plot = StatisticsPlot.memory(List.of(sample(0, 0, 3 << 20), sample(SECOND / 2, 0, 1 << 19)), Double.NaN);

        assertThat(plot.points()).containsExactly(new StatisticsPlot.Point(0, 3), new StatisticsPlot.Point(.5, .5));
    }

    @Test
    void the_higher_value_is_drawn_further_up_and_the_later_one_further_to_the_right() {
        String svg = new StatisticsPlot("t", List.of(new StatisticsPlot.Point(0, 0), new StatisticsPlot.Point(1, 100)), 50).toString();
        String[] ends = svg.replaceAll("(?s).*<polyline points=\"([^\"]*)\".*", "$1").split("[ ,]");

        assertThat(Double.parseDouble(ends[2])).isGreaterThan(Double.parseDouble(ends[0]));
        assertThat(Double.parseDouble(ends[3])).isLessThan(Double.parseDouble(ends[1]));
        assertThat(svg).contains(">limit<").contains(">100<");
    }

    @Test
    void without_a_limit_there_is_no_line_for_it_and_without_points_there_is_still_a_picture() {
        assertThat(new StatisticsPlot("a & b", List.of(), Double.NaN).toString()).doesNotContain("limit").doesNotContain("NaN").contains("a &amp; b");
    }

    @Test
    void the_scale_ends_at_a_round_number_that_is_not_below_the_highest() {
        assertThat(StatisticsPlot.roundUp(97.2)).isCloseTo(100, within(1e-9));
        assertThat(StatisticsPlot.roundUp(101)).isCloseTo(200, within(1e-9));
        assertThat(StatisticsPlot.roundUp(0)).isCloseTo(1, within(1e-9));
        assertThat(StatisticsPlot.roundUp(900)).isCloseTo(1000, within(1e-9));
    }

    @Test
    void what_nobody_counts_cannot_be_drawn() {
        assertThatThrownBy(() -> StatisticsPlot.memory(List.of(new Sample(0, Statistics.NONE)), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
