package minidocker.engine.network;

/** What a network is made of. */
public enum Driver {
    /** A switch of the kernel's on this host, with addresses of its own. */
    BRIDGE("bridge"),
    /** The host's own interfaces. */
    HOST("host"),
    /** Nothing but the loopback. */
    NONE("null");

    private final String word;

    Driver(String word) {
        this.word = word;
    }

    /** As the API calls it. */
    @Override
    public String toString() {
        return word;
    }
}
