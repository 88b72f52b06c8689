package minidocker.engine.network.resolver;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A question to a name server and the answers that we give, RFC 1035 section 4.
 *
 * @param message as it came
 * @param end     where its one question ends
 * @param name    in lower case, without a dot at its end
 */
record Query(byte[] message, int end, String name, int type) {
    static final int HEADER = 12;
    static final int A = 1;
    static final int AAAA = 28;
    static final int PTR = 12;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int NOTIMP = 4;

    private static final int INTERNET = 1;
    private static final int OPT = 41;
    private static final int LONGEST_LABEL = 63;
    private static final int PLAIN_UDP = 512;
    private static final int MOST_UDP = 1232;
    private static final int TTL_SECONDS = 600;
    private static final int RESPONSE = 0x80;
    private static final int TRUNCATED = 0x02;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int RECURSION_AVAILABLE = 0x80;

    /** @return empty if it is no question, or more than one */
    static Optional<Query> parse(byte[] message) {
        if (message.length < HEADER + 5 || (message[2] & RESPONSE) != 0 || word(message, 4) != 1) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (at < message.length && message[at] != 0) {
            int length = message[at] & 0xff;
            if (length > LONGEST_LABEL || at + 1 + length >= message.length) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".").append(new String(message, at + 1, length, StandardCharsets.ISO_8859_1));
            at += 1 + length;
        }
        if (at + 5 > message.length) {
            return Optional.empty();
        }
        return Optional.of(new Query(message, at + 5, name.toString().toLowerCase(Locale.ROOT), word(message, at + 1)));
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    int id() {
        return word(message, 0);
    }

    boolean isStandard() {
        return (message[2] & 0x78) == 0 && word(message, end - 2) == INTERNET;
    }

    /** How much the asker takes in one datagram: 512 bytes, or what he says by EDNS, RFC 6891. */
    int limit() {
        // The record has an empty name, and is the first behind a question without answers and authorities.
        boolean extended = word(message, 6) == 0 && word(message, 8) == 0 && word(message, 10) > 0 && message.length >= end + 11
                && message[end] == 0 && word(message, end + 1) == OPT;
        return extended ? Math.max(PLAIN_UDP, Math.min(MOST_UDP, word(message, end + 3))) : PLAIN_UDP;
    }

    /** The address that a name under in-addr.arpa or ip6.arpa stands for. */
    Optional<InetAddress> reversed() {
        String[] labels = name.split("\\.");
        try {
            if (name.endsWith(".in-addr.arpa") && labels.length == 6) {
                byte[] bytes = new byte[4];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) Integer.parseInt(labels[3 - i]);
                }
                return Optional.of(InetAddress.getByAddress(bytes));
            }
            if (name.endsWith(".ip6.arpa") && labels.length == 34) {
                byte[] bytes = new byte[16];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) Integer.parseInt(labels[31 - 2 * i] + labels[30 - 2 * i], 16);
                }
                return Optional.of(InetAddress.getByAddress(bytes));
            }
        } catch (NumberFormatException | java.net.UnknownHostException noAddress) {
            // Somebody else may know it.
        }
        return Optional.empty();
    }

    /** @param code 0 for none */
    byte[] failure(int code) {
        return answer(code, List.of(), Integer.MAX_VALUE);
    }

    /** @param addresses those of the family that was not asked for are left out */
    byte[] addresses(List<InetAddress> addresses, int limit) {
        int length = type == A ? 4 : 16;
        return answer(0, addresses.stream().map(InetAddress::getAddress).filter(bytes -> bytes.length == length).toList(), limit);
    }

    byte[] name(String answer, int limit) {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : answer.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            labels.write(Math.min(bytes.length, LONGEST_LABEL));
            labels.write(bytes, 0, Math.min(bytes.length, LONGEST_LABEL));
        }
        labels.write(0);
        return answer(0, List.of(labels.toByteArray()), limit);
    }

    private byte[] answer(int code, List<byte[]> records, int limit) {
        int size = end;
        int fitting = 0;
        for (byte[] record : records) {
            if (size + HEADER + record.length > limit) {
                break;
            }
            size += HEADER + record.length;
            fitting++;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(message, 0, 2);
        out.put((byte) (RESPONSE | message[2] & (0x78 | RECURSION_DESIRED) | (fitting < records.size() ? TRUNCATED : 0)));
        out.put((byte) (RECURSION_AVAILABLE | code));
        out.putShort((short) 1).putShort((short) fitting).putInt(0);
        out.put(message, HEADER, end - HEADER);
        for (byte[] record : records.subList(0, fitting)) {
            // The name: where it stands in the question.
            out.putShort((short) (0xc000 | HEADER)).putShort((short) type).putShort((short) INTERNET).putInt(TTL_SECONDS);
            out.putShort((short) record.length).put(record);
        }
        return out.array();
    }

    /** True if a message answers this question: the same number and the same question, whatever case its letters have. */
    boolean isAnsweredBy(byte[] answer) {
        if (answer.length < end || (answer[2] & RESPONSE) == 0 || answer[0] != message[0] || answer[1] != message[1]
                || word(answer, 4) != 1) {
            return false;
        }
        for (int i = HEADER; i < end; i++) {
            if (Character.toLowerCase(answer[i] & 0xff) != Character.toLowerCase(message[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
