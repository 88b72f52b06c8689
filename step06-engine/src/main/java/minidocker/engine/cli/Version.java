package minidocker.engine.cli;

/** Which mini-docker this is. */
public final class Version {
    public static final String NUMBER = "1.0.0";

    private Version() {}

    /** Which build of it; the jar's manifest knows, classes in a folder do not. */
    public static String build() {
        String implementation = Version.class.getPackage().getImplementationVersion();
        return implementation == null ? "unknown" : implementation;
    }
}
