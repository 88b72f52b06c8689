package minidocker.cli.template;

import java.time.Duration;

/** Spans of time in words, as Docker rounds them: {@code About a minute}, {@code 3 weeks}. */
public final class Age {
    private static final long DAY = 24;

    private Age() {}

    public static String words(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < 60) {
            return seconds < 1 ? "Less than a second" : seconds == 1 ? "1 second" : seconds + " seconds";
        }
        long minutes = age.toMinutes();
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        long hours = (seconds + 1800) / 3600;
        if (hours < 2 * DAY) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        return hours < 14 * DAY ? hours / DAY + " days"
                : hours < 60 * DAY ? hours / DAY / 7 + " weeks"
                : hours < 730 * DAY ? hours / DAY / 30 + " months"
                : age.toHours() / DAY / 365 + " years";
    }
}
