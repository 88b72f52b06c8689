/**
 * Ports of the host, held open by the engine itself. Where the firewall leads packets to containers it does so before they come to
 * these sockets, which are there so that nobody else takes the port, and for what no rule can do: {@code [::1]}, an IPv6 address
 * of the host in front of a container that has IPv4 alone. Where there is no firewall, everything comes this way.
 */
package minidocker.engine.network.forward;
