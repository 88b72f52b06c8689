package minidocker.engine.network.forward;

import java.nio.channels.SelectableChannel;
import minidocker.engine.network.kernel.Transport;

/**
 * A port of the host that nobody else can have until it is {@linkplain Forwarder#release released}.
 *
 * @param port which one it came to be
 */
public record HeldPort(Transport transport, SelectableChannel channel, int port) {}
