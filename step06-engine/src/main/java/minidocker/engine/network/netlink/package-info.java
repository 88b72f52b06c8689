/**
 * The kernel's network by messages: a small client of rtnetlink(7).
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.engine.network.netlink.Request} is a message to the kernel as bytes, with words for a
 * reader; {@link minidocker.engine.network.netlink.Links}, {@link minidocker.engine.network.netlink.Addresses} and
 * {@link minidocker.engine.network.netlink.Routes} make them, {@link minidocker.engine.network.netlink.TrackedConnections} those for
 * the firewall's side of the kernel. A {@link minidocker.engine.network.netlink.Conversation} puts them
 * into a program of system calls, so that they can be explained, traced, and said in any namespace; a
 * {@link minidocker.engine.network.netlink.NetlinkSocket} says them at once, for questions and for cleaning up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
package minidocker.engine.network.netlink;
