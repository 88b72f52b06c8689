package minidocker.engine.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/**
 * Which addresses of one pool somebody has. What is kept of it on the disk is kept with the containers that have them. One
 * thread's at a time.
 */
final class Leases {
    private final Pool pool;
    private final Set<InetAddress> taken = new HashSet<>();

    Leases(Pool pool) {
        this.pool = pool;
        taken.add(pool.gateway());
        taken.addAll(pool.reserved().values());
        // The network's own address; IPv6 has no broadcast, but its first address is any router's.
        taken.add(pool.subnet().network().address());
        if (!pool.subnet().isIpv6()) {
            taken.add(pool.subnet().last());
        }
    }

    Pool pool() {
        return pool;
    }

    /**
     * @param wanted empty for the first that is free
     * @throws Refusal FORBIDDEN, CONFLICT, in Docker's words
     */
    Cidr take(Optional<InetAddress> wanted) {
        InetAddress address = wanted.isPresent() ? wanted.get() : free();
        if (!taken.add(address)) {
            throw new Refusal(Kind.FORBIDDEN, "Address already in use");
        }
        return new Cidr(address, pool.subnet().prefix());
    }

    private InetAddress free() {
        Cidr range = pool.range().orElse(pool.subnet());
        BigInteger end = BigInteger.ONE.shiftLeft(8 * range.address().getAddress().length - range.prefix());
        // No more than are taken can be in the way.
        BigInteger last = end.min(BigInteger.valueOf(taken.size() + 1L));
        for (BigInteger i = BigInteger.ZERO; i.compareTo(last) < 0; i = i.add(BigInteger.ONE)) {
            InetAddress address = range.at(i);
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw new Refusal(Kind.CONFLICT, "no available IPv" + (range.isIpv6() ? 6 : 4) + " addresses on this network's address pools: "
                + pool.subnet());
    }

    void giveBack(InetAddress address) {
        if (!address.equals(pool.gateway()) && !pool.reserved().containsValue(address)) {
            taken.remove(address);
        }
    }
}
