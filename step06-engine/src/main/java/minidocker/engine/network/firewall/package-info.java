/**
 * What happens to packets on their way through the host. {@link minidocker.engine.network.firewall.Rules} is what we want,
 * {@link minidocker.engine.network.firewall.NftTable} and {@link minidocker.engine.network.firewall.IptablesChains} say it in the
 * language of a tool.
 *
 * <p><b>Invariant.</b> All rules of ours stand in one table, or in chains, that bear the mark of our home; they are always written
 * as a whole, in one transaction, and nothing that is not ours is ever flushed or deleted. A rule acts only on packets that come
 * from or go to a bridge of ours, or to a published port. A {@link minidocker.engine.network.firewall.Redirection} stands in a
 * container's own network namespace, and ends with it.
 *
 * @see <a href="https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks">Netfilter hooks</a>
 */
package minidocker.engine.network.firewall;
