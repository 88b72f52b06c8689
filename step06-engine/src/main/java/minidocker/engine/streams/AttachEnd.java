package minidocker.engine.streams;

/** Why an attachment is over. */
public enum AttachEnd {
    /** The run is over (or the replay, if no more was wanted) and all output is with the client. */
    FINISHED,
    /** The client pressed its detach keys. */
    DETACHED,
    /** The client went away, or took nothing for so long that it was let go. */
    LOST
}
