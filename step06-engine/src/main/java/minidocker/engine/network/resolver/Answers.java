package minidocker.engine.network.resolver;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What we know ourselves. */
final class Answers {
    private Answers() {}

    /**
     * @param limit bytes that the answer may have
     * @return empty if others are to be asked
     */
    static Optional<byte[]> of(Query query, Directory directory, int limit) {
        if (!query.isStandard()) {
            return Optional.of(query.failure(Query.NOTIMP));
        }
        if (query.type() == Query.PTR) {
            Optional<String> name = query.reversed().flatMap(directory::name);
            if (name.isPresent()) {
                return Optional.of(query.name(name.get(), limit));
            }
        } else if (query.type() == Query.A || query.type() == Query.AAAA) {
            Optional<List<InetAddress>> found = directory.addresses(query.name());
            if (found.isPresent()) {
                // So that those who take the first do not all take the same.
                List<InetAddress> shuffled = new ArrayList<>(found.get());
                Collections.shuffle(shuffled);
                return Optional.of(query.addresses(shuffled, limit));
            }
        }
        return directory.asksOthers() ? Optional.empty() : Optional.of(query.failure(Query.NXDOMAIN));
    }
}
