/**
 * What a container's process reads and writes, and who else sees it.
 *
 * <pre>
 * process --stdout FIFO--> pump --+--> log (json-file, local, none) --> log readers, with follow
 *                                 +--> a bounded buffer for each attached client --> multiplexed or raw
 * process <--stdin  FIFO-- attached clients that have the keyboard
 * </pre>
 *
 * Vocabulary: a <em>run</em> is the time from one start of the container to its end. The <em>pump</em> is the few threads that read
 * the output of all containers. A <em>batch</em> is what they read at once.
 */
package minidocker.engine.streams;
