package minidocker.engine.network.netlink;

import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;

import java.util.List;
import java.util.Map;
import minidocker.syscall.Child;
import minidocker.syscall.Operand;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SocketCalls;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/**
 * A program of system calls that talks to rtnetlink(7). Each request is a sendmsg(2), the kernel's answer a recvfrom(2): a message
 * NLMSG_ERROR, in which an int says 0 or {@code -errno}. Our machine looks at it and ends the program unless it is 0.
 *
 * <p>A socket speaks to the network namespace in which it was opened.
 */
public final class Conversation {
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int ANSWER_SIZE = 512;
    private static final int LINK_SIZE = 4096;
    /** Offset of nlmsg_type and nlmsg_flags, of nlmsgerr.error, of ifinfomsg.ifi_index. */
    private static final int TYPE = 4;
    private static final int ERROR = 16;
    private static final int INDEX = 20;
    private static final int RTM_NEWLINK = 16;
    private static final int FAILED = 126;
    private static final String ANSWER = "answer ";
    private static final String ERRNO = "errno ";

    private final String socket;
    private final SyscallProgram program;

    private Conversation(String socket, SyscallProgram program) {
        this.socket = socket;
        this.program = program;
    }

    /** @param socket a name for it in the program */
    public static Conversation open(SyscallProgram program, String socket, String why) {
        return new Conversation(socket, program.then(SocketCalls.netlinkSocket().as(socket), why)
                .then(SocketCalls.netlinkOption(result(socket), "NETLINK_CAP_ACK", NETLINK_CAP_ACK).orGoOn(),
                        "answers come without a copy of the question")
                .then(SocketCalls.netlinkOption(result(socket), "NETLINK_EXT_ACK", NETLINK_EXT_ACK).orGoOn(),
                        "and errors with words"));
    }

    /** Says it, and ends the program with the status 126 if the kernel refuses. */
    public Conversation ask(Request request, String why) {
        int number = program.calls().size();
        Memory answer = new Memory(ANSWER + number, ANSWER_SIZE);
        String errno = ERRNO + number;
        return new Conversation(socket, send(request, why).then(SocketCalls.receive(result(socket), answer), "the kernel's answer")
                .then(load(answer.at(ERROR), 0).as(errno), "what it says: 0, or why not")
                .then(branch(result(errno), 0, "done " + number), "it has done so")
                .then(ProcessCalls.exitGroup(FAILED), "it has not")
                .label("done " + number));
    }

    /** The same conversation, with calls in between that are none of it. @param longer begins with {@link #program()} */
    public Conversation goOn(SyscallProgram longer) {
        return new Conversation(socket, longer);
    }

    /** The memory in which the index of an interface stands, four bytes, after {@link #askIndex}. */
    public Memory indexOf(String link) {
        return new Memory("link " + link, LINK_SIZE, INDEX);
    }

    /** Makes {@link #indexOf} true. */
    public Conversation askIndex(String link, String why) {
        Memory answer = new Memory("link " + link, LINK_SIZE);
        int number = program.calls().size();
        return new Conversation(socket, send(Links.get(link), why)
                .then(SocketCalls.receive(result(socket), answer), "the kernel's answer: an RTM_NEWLINK, in which the index stands")
                .then(load(answer.at(TYPE), 0).as("type " + number), "its type")
                .then(branch(result("type " + number), RTM_NEWLINK, "done " + number), "it is one")
                .then(ProcessCalls.exitGroup(FAILED), "it is not: there is no such interface")
                .label("done " + number));
    }

    private SyscallProgram send(Request request, String why) {
        return program.then(SocketCalls.sendMessage(result(socket), request.pieces(), request.toString()), why);
    }

    /** The program so far. */
    public SyscallProgram program() {
        return program;
    }

    /**
     * Runs a program that ends by exit_group(2).
     *
     * @param given descriptors and other numbers that the program wants
     * @return what its calls returned
     * @throws NetlinkFailure if the kernel refused a request
     * @throws minidocker.syscall.ProgramFailure if any other call failed
     */
    public static List<TracedCall> run(SyscallProgram program, Map<String, Integer> given) {
        try (Child child = Child.spawn(program, given)) {
            child.awaitExec();
            child.waitFor();
            List<TracedCall> trace = child.trace();
            for (int i = 0; i < trace.size(); i++) {
                String name = trace.get(i).call().name();
                if (name != null && name.startsWith(ERRNO) && trace.get(i).returned() && trace.get(i).result() != 0) {
                    Memory answer = new Memory(ANSWER + name.substring(ERRNO.length()), ANSWER_SIZE);
                    throw NetlinkFailure.of(shown(trace.get(i - 2)), child.memory(answer));
                }
            }
            return trace;
        }
    }

    /** The request without the socket: {@code RTM_NEWLINK br-0 type=bridge}. */
    private static String shown(TracedCall sent) {
        Operand message = sent.call().arguments().get(1).operand();
        String text = message.toString();
        return text.substring(1, text.length() - 1);
    }
}
