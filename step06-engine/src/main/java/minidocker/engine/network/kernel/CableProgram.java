package minidocker.engine.network.kernel;

import java.net.InetAddress;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.Addresses;
import minidocker.engine.network.netlink.Conversation;
import minidocker.engine.network.netlink.Links;
import minidocker.engine.network.netlink.Routes;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Operand;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/** A container's cable as a list of system calls: one half is said to the host's network, the other to the container's. */
final class CableProgram {
    /** Numbers that the program is given: the index of the bridge, and a descriptor of the container's network namespace. */
    static final String BRIDGE = "bridge";
    static final String NAMESPACE = "container";

    private CableProgram() {}

    // tag::cable[]
    static SyscallProgram of(Cable cable, EngineMark mark) {
        String outside = EngineMark.cable(cable.endpoint());
        Operand namespace = ProcessCalls.given(NAMESPACE);
        Conversation host = Conversation.open(BridgeProgram.begin("a child, for a container's cable"), "host",
                        "rtnetlink(7) of the host")
                .ask(Links.cable(outside, mark.group(), ProcessCalls.given(BRIDGE), cable.mtu(), cable.inside(), namespace,
                        cable.macBytes()), "a cable: one end in the switch, the other in the container");
        // Hairpin: where br_netfilter is loaded, what a container sends to a port of its own goes back by the same way.
        host = host.ask(Links.port(outside, !cable.talk()), cable.talk() ? "what it sends may come back to it"
                : "it hears nothing of the other containers there");
        SyscallProgram program = host.program().then(ProcessCalls.setns(namespace, CloneFlag.CLONE_NEWNET),
                "from here on every socket is one of the container's");
        boolean six = cable.addresses().stream().anyMatch(Cidr::isIpv6);
        program = BridgeProgram.set(program, "ipv6/conf/" + cable.inside() + "/disable_ipv6", six ? "0" : "1",
                six ? "IPv6 was asked for" : "no IPv6 was asked for");
        Conversation inside = Conversation.open(program, "inside", "rtnetlink(7) of the container")
                .askIndex(cable.inside(), "addresses go by the number of an interface");
        for (Cidr address : cable.addresses()) {
            inside = inside.ask(Addresses.add(inside.indexOf(cable.inside()), cable.inside(), address), "the container's address");
        }
        inside = inside.ask(Links.up(cable.inside()), "the cable is in use");
        for (InetAddress gateway : cable.gateways()) {
            inside = inside.ask(Routes.byDefault(gateway), "the way to everywhere else is by the host");
        }
        return inside.program().then(ProcessCalls.exitGroup(0), "all is done");
    }
    // end::cable[]
}
