package minidocker.doctor;

import java.util.List;
import java.util.stream.Collectors;
import minidocker.doctor.Finding.Question;

/** Judges the Java that runs us, and those it could be. */
final class JavaFindings {
    private static final int NEEDED = 17;
    private static final Question RUNNING = new Question("Java", "every step; 17 is needed, 25 starts quickest", true);
    private static final Question INSTALLED = new Question("JDKs", "building mini-docker, and starting it");

    private JavaFindings() {}

    /** @param version of the running one, as the property java.version has it */
    static Finding running(String version, String home) {
        JavaInstallation running = new JavaInstallation(home, version, false);
        return running.feature() >= NEEDED ? RUNNING.ok(version + " runs this, from " + home)
                : RUNNING.missing(version + " runs this", "put a JDK from 17 on into JAVA_HOME");
    }

    static Finding installed(List<JavaInstallation> found, Distribution distribution) {
        String install = distribution.install("default-jdk-headless", "java-latest-openjdk-devel");
        if (found.isEmpty()) {
            return INSTALLED.missing("none in JAVA_HOME, PATH or /usr/lib/jvm", install);
        }
        String shown = found.stream()
                .map(java -> java.version() + " in " + java.home() + (java.compiler() ? "" : " (without compiler)"))
                .collect(Collectors.joining(", "));
        List<JavaInstallation> builders = found.stream().filter(java -> java.compiler() && java.feature() >= NEEDED).toList();
        if (builders.isEmpty()) {
            return INSTALLED.limited(shown + "; none can build for " + NEEDED, install);
        }
        return INSTALLED.ok(shown);
    }
}
