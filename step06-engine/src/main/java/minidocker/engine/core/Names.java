package minidocker.engine.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/** Who has which name. Each is given away once; what a user does not name gets two words: how it is and what it is. */
final class Names {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final List<String> HOW = List.of("amber", "bold", "brisk", "calm", "candid", "clever", "cosy", "crisp", "curious",
            "dapper", "deft", "eager", "early", "fleet", "fluent", "fond", "frank", "gentle", "glad", "golden", "handy", "happy",
            "hardy", "honest", "jolly", "keen", "kind", "lively", "loyal", "lucid", "mellow", "merry", "mild", "modest", "neat",
            "nimble", "noble", "patient", "placid", "plucky", "polite", "proud", "quick", "quiet", "ready", "silent", "sincere",
            "smart", "snug", "sober", "spry", "steady", "sturdy", "sunny", "swift", "tender", "tidy", "trusty", "vivid", "warm",
            "wary", "witty", "young", "zesty");
    private static final List<String> WHAT = List.of("anchor", "anvil", "apple", "badger", "barge", "beacon", "beaver", "birch",
            "bridge", "canoe", "cedar", "clipper", "comet", "compass", "coral", "crane", "cutter", "delta", "dinghy", "dolphin",
            "falcon", "ferry", "fjord", "frigate", "gannet", "glacier", "harbour", "harpoon", "heron", "herring", "island", "jetty",
            "kayak", "kestrel", "lagoon", "lantern", "lighthouse", "lugger", "mackerel", "maple", "marlin", "meteor", "narwhal",
            "otter", "pelican", "petrel", "puffin", "quay", "raven", "river", "rudder", "schooner", "seal", "sextant", "skiff",
            "sloop", "sparrow", "tanker", "tern", "tiller", "trawler", "tugboat", "walrus", "willow");

    private final Map<String, ContainerId> owners = new ConcurrentHashMap<>();

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    static String checked(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        if (!VALID.matcher(bare).matches()) {
            throw new Refusal(Kind.BAD_PARAMETER, "Invalid container name (" + name
                    + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        return bare;
    }

    /** @throws Refusal CONFLICT, in Docker's words, if somebody has it */
    String take(String name, ContainerId owner) {
        String bare = checked(name);
        ContainerId before = owners.putIfAbsent(bare, owner);
        if (before != null) {
            throw new Refusal(Kind.CONFLICT, "Conflict. The container name \"/" + bare + "\" is already in use by container \"" + before
                    + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
        return bare;
    }

    /** A name that nobody has. */
    String invent(ContainerId owner) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder suffix = new StringBuilder();
        while (true) {
            String name = HOW.get(random.nextInt(HOW.size())) + "_" + WHAT.get(random.nextInt(WHAT.size())) + suffix;
            if (owners.putIfAbsent(name, owner) == null) {
                return name;
            }
            // With thousands of containers the pairs run out.
            suffix.append(random.nextInt(10));
        }
    }

    Optional<ContainerId> owner(String name) {
        return Optional.ofNullable(owners.get(name));
    }

    void release(String name, ContainerId owner) {
        owners.remove(name, owner);
    }
}
