package minidocker.engine.network.kernel;

import java.nio.ByteBuffer;
import java.util.UUID;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.Addresses;
import minidocker.engine.network.netlink.Conversation;
import minidocker.engine.network.netlink.Links;
import minidocker.syscall.FileCalls;
import minidocker.syscall.MachineCalls;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/** A bridge as a list of system calls. */
final class BridgeProgram {
    private BridgeProgram() {}

    // tag::bridge[]
    /** @param localNet packets of this host to itself may be led there (see {@code nft} and {@code iptables} of ours) */
    static SyscallProgram of(Bridge bridge, EngineMark mark, boolean localNet) {
        SyscallProgram program = begin("a child, for a network's switch");
        Conversation host = Conversation.open(program, "host", "rtnetlink(7) of the host")
                .ask(Links.bridge(bridge.name(), mark.group(), mac(), bridge.mtu()), "a switch, and a port of it for the host itself");
        program = host.program();
        if (bridge.gateways().stream().noneMatch(Cidr::isIpv6)) {
            program = set(program, "ipv6/conf/" + bridge.name() + "/disable_ipv6", "1", "no IPv6 was asked for");
        } else {
            program = set(program, "ipv6/conf/" + bridge.name() + "/accept_ra", "0", "no container shall tell the host of routes");
        }
        if (localNet) {
            program = set(program, "ipv4/conf/" + bridge.name() + "/route_localnet", "1",
                    "127.0.0.1 of the host may be led to a container; a rule of ours keeps containers from the host's 127.0.0.1");
        }
        host = host.goOn(program).askIndex(bridge.name(), "addresses go by the number of an interface");
        for (Cidr gateway : bridge.gateways()) {
            host = host.ask(Addresses.add(host.indexOf(bridge.name()), bridge.name(), gateway), "the host's address there");
        }
        return host.program().then(ProcessCalls.exitGroup(0), "all is done");
    }
    // end::bridge[]

    static SyscallProgram begin(String why) {
        return SyscallProgram.inNewProcess(why).then(ProcessCalls.setDumpable(false), "nobody may read our copied memory");
    }

    /** A parameter below /proc/sys/net, of the network namespace that we are in; one that the kernel has not is left out. */
    static SyscallProgram set(SyscallProgram program, String parameter, String value, String why) {
        return program.then(FileCalls.openat("/proc/sys/net/" + parameter, OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC).as(parameter).orGoOn(),
                        why)
                .then(FileCalls.write(MachineCalls.result(parameter), value).orGoOn(), why)
                .then(FileCalls.close(MachineCalls.result(parameter)).orGoOn(), why);
    }

    /** A random one of those that belong to no maker. */
    private static byte[] mac() {
        byte[] mac = ByteBuffer.allocate(8).putLong(UUID.randomUUID().getLeastSignificantBits()).array();
        return new byte[] {2, 0x42, mac[4], mac[5], mac[6], mac[7]};
    }
}
