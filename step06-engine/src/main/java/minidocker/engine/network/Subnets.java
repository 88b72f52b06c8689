package minidocker.engine.network;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Which addresses a network gets that did not ask for any: Docker's default address pools. */
final class Subnets {
    /** A block, and how many bits name each network that is cut from it. */
    private record Block(Cidr all, int prefix) {
        Cidr at(long index) {
            return new Cidr(all.at(BigInteger.valueOf(index).shiftLeft(Integer.SIZE - prefix)), prefix);
        }
    }

    private static final List<Block> BLOCKS = List.of(
            block("172.17.0.0/16", 16), block("172.18.0.0/16", 16), block("172.19.0.0/16", 16), block("172.20.0.0/14", 16),
            block("172.24.0.0/14", 16), block("172.28.0.0/14", 16), block("192.168.0.0/16", 20));
    private static final int ULA_PREFIX = 64;

    private Subnets() {}

    private static Block block(String all, int prefix) {
        return new Block(Cidr.parse(all), prefix);
    }

    /**
     * The first that overlaps with nothing.
     *
     * @param used by networks of ours, and by routes of the host
     * @return empty if all are in use
     */
    static Optional<Cidr> free(Collection<Cidr> used) {
        for (Block block : BLOCKS) {
            for (long i = 0; i < 1L << block.prefix - block.all.prefix(); i++) {
                Cidr candidate = block.at(i);
                if (used.stream().noneMatch(candidate::overlaps)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** One that nobody else has, for certain enough: RFC 4193 wants forty random bits. */
    static Cidr uniqueLocal() {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        StringBuilder text = new StringBuilder("fd").append(String.format("%02x", bytes[0]));
        for (int i = 1; i < 7; i += 2) {
            text.append(String.format(":%02x%02x", bytes[i], bytes[i + 1]));
        }
        return new Cidr(Cidr.address(text + "::"), ULA_PREFIX).network();
    }
}
