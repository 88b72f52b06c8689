package minidocker.engine.network.netlink;

/**
 * An interface as the kernel describes it.
 *
 * @param kind   {@code bridge}, {@code veth} ...; empty for hardware and lo
 * @param group  of interfaces that it belongs to
 * @param master index of the bridge that it is plugged into, 0 for none
 * @param isUp   it was set up; whether it has a carrier is another question
 */
public record Link(int index, String name, String kind, int group, int master, boolean isUp) {
    private static final int STRUCTURE = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_INFO_KIND = 1;

    static Link of(Answer answer) {
        byte[] info = answer.attribute(STRUCTURE, IFLA_LINKINFO);
        return new Link(answer.word(4), Answer.text(answer.attribute(STRUCTURE, IFLA_IFNAME)),
                info == null ? "" : Answer.text(Answer.attribute(info, 0, IFLA_INFO_KIND)),
                answer.number(STRUCTURE, IFLA_GROUP), answer.number(STRUCTURE, IFLA_MASTER), (answer.word(8) & 1) != 0);
    }
}
