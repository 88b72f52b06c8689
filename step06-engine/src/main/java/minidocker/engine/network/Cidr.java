package minidocker.engine.network;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address and how many of its bits name the network: {@code 172.17.0.1/16}, {@code fd00::1/64}. RFC 4632.
 *
 * @param address of a host, or of the network itself
 * @param prefix  bits, 0 to 32 or 128
 */
public record Cidr(InetAddress address, int prefix) {
    public Cidr {
        if (prefix < 0 || prefix > 8 * address.getAddress().length) {
            throw new IllegalArgumentException(address.getHostAddress() + "/" + prefix + ": a prefix has 0 to "
                    + 8 * address.getAddress().length + " bits");
        }
    }

    /** @param text {@code address/prefix}; names are not looked up */
    public static Cidr parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        try {
            return new Cidr(address(text.substring(0, slash)), Integer.parseUnsignedInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid CIDR address: " + text, e);
        }
    }

    /** @param text an address in digits: {@code 10.0.0.1}, {@code fd00::1} */
    public static InetAddress address(String text) {
        boolean six = text.indexOf(':') >= 0;
        // Four numbers and nothing else: Java would take 10.1 for 10.0.0.1, and ask a name server for anything else.
        if (six ? !text.matches("[0-9a-fA-F:.]+") : !text.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            throw new IllegalArgumentException("invalid IP address: " + text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("invalid IP address: " + text, e);
        }
    }

    public boolean isIpv6() {
        return !(address instanceof Inet4Address);
    }

    /** The same with all bits zero that do not name the network: {@code 172.17.0.0/16}. */
    public Cidr network() {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new Cidr(of(bytes), prefix);
    }

    /** The last address: of IPv4 the one for broadcasts. */
    public InetAddress last() {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return of(bytes);
    }

    /** The address that many above the network's own. */
    public InetAddress at(BigInteger index) {
        byte[] bytes = network().address.getAddress();
        byte[] sum = new BigInteger(1, bytes).add(index).toByteArray();
        Arrays.fill(bytes, (byte) 0);
        int length = Math.min(sum.length, bytes.length);
        System.arraycopy(sum, sum.length - length, bytes, bytes.length - length, length);
        return of(bytes);
    }

    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length && new Cidr(other, prefix).network().equals(network());
    }

    public boolean overlaps(Cidr other) {
        return prefix <= other.prefix ? contains(other.address) : other.contains(address);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An address as people write it: the longest run of zeros of an IPv6 address is left out, RFC 5952. */
    public static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[bytes.length / 2];
        int zeros = -1;
        int length = 1;
        for (int i = 0, run = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                zeros = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == zeros) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text(address) + "/" + prefix;
    }
}
