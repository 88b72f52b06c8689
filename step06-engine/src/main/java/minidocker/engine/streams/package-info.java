/**
 * What a container's process reads and writes, and who else sees it.
 *
 * <pre>
 * process --stdout FIFO--> pump --+--> log (json-file, local, none) --> log readers, with follow
 *                                 +--> a bounded queue for each attached client --> multiplexed or raw
 * process <--stdin  FIFO-- attached clients that have the keyboard
 * </pre>
 *
 * Vocabulary: a <em>run</em> is the time from one start of the container to its end. The <em>pump</em> is the few threads that read
 * the output of all containers. A <em>batch</em> is what they read at once.
 *
 * <p><b>Clients.</b> A client counts as attached before it hears so, and sees everything from then on; the log's replay before
 * it has neither a gap nor an overlap. The end of a run is told to nobody before all its output is in the log and in the clients'
 * queues, and an attachment ends when its queue is empty. What a process that the container left behind writes later (one with
 * the host's process ids; all others die with their first process) is nobody's output any more.
 *
 * <p><b>Slow clients.</b> As with dockerd, the container waits for its slowest client: while one has a
 * {@linkplain minidocker.engine.streams.Attachment#LIMIT megabyte} to take, the container's output is not read, so that
 * {@code docker run ... | less} loses nothing. Other than with dockerd it does not wait for ever: a client that takes nothing at
 * all for 20 seconds is let go. So no client costs the engine more than a megabyte and a batch. Readers of the log make nobody
 * wait: they have files, and a follower that falls more than 32 rotated files behind leaves some out.
 *
 * <p><b>Logs.</b> A line is logged when it has its newline, when it has 16 KB, or when the run ends. A rotation happens between
 * two lines. A disk that is full costs log lines, never a container.
 *
 * <p><b>The death of the engine.</b> The container has its FIFOs open in both directions, so nobody's death gives it SIGPIPE or
 * ends them, and the next engine reads on. Bytes that were read and are not in the log are in a {@linkplain
 * minidocker.engine.streams.Journal mapped file}: at whatever moment the engine is killed, every line that a running container
 * wrote comes into the log once. A {@linkplain minidocker.engine.streams.Keeper small process} holds what only an open descriptor
 * keeps alive while there is no engine: the masters of terminals, and the FIFOs, for the last words of a container that ends just
 * then. What does die with the engine are the connections of clients, and with them a standard input that ends with its client.
 *
 * <p>Invariants, whenever no method is running: a FIFO that is watched is in the hands of at most one thread; what is in a journal
 * is not in the log; the log ends with a whole entry.
 */
package minidocker.engine.streams;
