package minidocker.images.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import minidocker.cli.UserError;

/** A block of addresses in CIDR notation (RFC 4632): {@code 10.0.0.0/8}, {@code fd00::/8}. */
record AddressBlock(InetAddress network, int prefix) {

    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = text.substring(0, Math.max(slash, 0));
        try {
            // Digits, dots and colons only: a name would be looked up in DNS.
            if (address.matches("[0-9a-fA-F.:]+") && text.substring(slash + 1).matches("[0-9]{1,3}")) {
                InetAddress network = InetAddress.getByName(address);
                int prefix = Integer.parseInt(text.substring(slash + 1));
                if (prefix <= network.getAddress().length * 8) {
                    return new AddressBlock(network, prefix);
                }
            }
        } catch (UnknownHostException e) {
            // Falls through to the one sentence for all of these.
        }
        throw new UserError("\"" + text + "\" is not a block of addresses: write it like 10.0.0.0/8");
    }

    boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
