package minidocker.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java that was found on this machine.
 *
 * @param home its folder
 * @param version as it calls itself: {@code 17.0.15}, {@code 25}, {@code 1.8.0_402}
 * @param compiler it can build as well: javac is there
 */
record JavaInstallation(String home, String version, boolean compiler) {
    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"?([^\"\\s]+)\"?");
    private static final Pattern FEATURE = Pattern.compile("(?:1\\.)?([0-9]{1,4}).*");

    /** @param release the text of the file {@code release} in its folder; empty if that names no version */
    static Optional<JavaInstallation> parse(String home, String release, boolean compiler) {
        Matcher version = RELEASE.matcher(release);
        return version.find() ? Optional.of(new JavaInstallation(home, version.group(1), compiler)) : Optional.empty();
    }

    /** 17 of {@code 17.0.15}, 8 of {@code 1.8.0_402}; 0 if the version does not begin with a number. */
    int feature() {
        Matcher feature = FEATURE.matcher(version);
        return feature.matches() ? Integer.parseInt(feature.group(1)) : 0;
    }
}
