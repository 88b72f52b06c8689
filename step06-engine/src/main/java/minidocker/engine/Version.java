package minidocker.engine;

/** Which mini-docker this is. */
public final class Version {
    /** The engine's, as {@code docker version} shows it; of the form that programs compare, semver.org. */
    public static final String NUMBER = "1.0.0";

    private Version() {}
}
