/**
 * Names on users' networks: a server that each container on one finds at {@code 127.0.0.11:53} in its own network namespace, as
 * with Docker. Where the container is a name server itself, we listen at other ports, and a rule leads from the usual one to them.
 * It knows the containers on the same networks; everything else it asks the host's name servers, RFC 1035.
 *
 * <p><b>Invariants.</b> One thread reads and answers all UDP. A question is asked of one name server after the other, never
 * of several, and never again by itself when all have been asked; what is open at a time is limited: so a server that asks us what
 * we ask it goes round until that limit and no further.
 */
package minidocker.engine.network.resolver;
