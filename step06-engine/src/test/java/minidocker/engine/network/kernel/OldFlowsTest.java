package minidocker.engine.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.TrackedConnection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldFlowsTest {
    private static final int TCP = 6;

    private static boolean isOld(int protocol, String host, String destination, int port) {
        PublishedPort published = new PublishedPort(Transport.UDP, Cidr.address(host), 53, "br0",
                new InetSocketAddress(Cidr.address("172.17.0.2"), 5353));
        TrackedConnection connection = new TrackedConnection(protocol, new InetSocketAddress(Cidr.address(destination), port),
                new byte[0], null);
        return OldFlows.isOld(connection, List.of(published), Set.of(Cidr.address("10.0.0.1"), Cidr.address("fd00::1")));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 10.0.0.1", "0.0.0.0, 127.0.0.1", "::, fd00::1", "10.0.0.1, 10.0.0.1", "10.0.0.7, 10.0.0.7"})
    void who_sends_to_the_published_port_begins_anew(String host, String destination) {
        assertThat(isOld(TrackedConnection.UDP, host, destination, 53)).isTrue();
        assertThat(isOld(TrackedConnection.UDP, host, destination, 54)).isFalse();
        assertThat(isOld(TCP, host, destination, 53)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 8.8.8.8", "10.0.0.1, 10.0.0.2", "10.0.0.1, 127.0.0.1", "::, 2001:db8::53"})
    void who_asks_somebody_elses_port_of_that_number_does_not(String host, String destination) {
        assertThat(isOld(TrackedConnection.UDP, host, destination, 53)).isFalse();
    }
}
