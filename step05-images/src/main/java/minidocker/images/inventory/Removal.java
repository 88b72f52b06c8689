package minidocker.images.inventory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import minidocker.cli.UserError;
import minidocker.images.Digest;
import minidocker.images.ImageReference;

/** Taking away names, and with the last one the image, as Docker does it. */
public final class Removal {
    private static final int CONFLICT = 1;

    private final Inventory inventory;
    private final Function<Digest, Optional<String>> user;
    private long reclaimed;

    /** What has been done: {@code Untagged: busybox:latest}, {@code Deleted: sha256:...}. */
    public record Step(boolean untagged, String what) {
        @Override
        public String toString() {
            return (untagged ? "Untagged: " : "Deleted: ") + what;
        }
    }

    /** @param user who uses an image, by its ID: {@code container 0123456789ab is using it}; empty if nobody does */
    public Removal(Inventory inventory, Function<Digest, Optional<String>> user) {
        this.inventory = inventory;
        this.user = user;
    }

    /** Bytes that all removals so far have freed on the disk. */
    public long reclaimed() {
        return reclaimed;
    }

    /**
     * Removes the name, or the image with all its names if it is told by its ID.
     *
     * @param force even if it has names in several repositories, or a stopped container needs it
     * @throws UserError in Docker's words
     */
    public List<Step> remove(String text, boolean force) throws IOException {
        Image image = inventory.find(text);
        List<Step> steps = new ArrayList<>();
        Optional<ImageReference> name = Inventory.name(text)
                .map(wanted -> wanted.digest().isPresent() ? wanted.withDigest(wanted.digest().get()) : wanted)
                .filter(image.names()::contains);
        List<ImageReference> doomed = image.names();
        if (name.isPresent()) {
            doomed = withItsDigests(image, name.get());
        } else if (!force && !isOneRepository(image)) {
            throw new UserError("conflict: unable to delete " + image.id().shortHex()
                    + " (must be forced) - image is referenced in multiple repositories", CONFLICT);
        }
        if (doomed.size() == image.names().size()) {
            refuseIfUsed(image, name.map(ImageReference::familiar), force);
        }
        for (ImageReference one : doomed) {
            inventory.store().untag(one);
            steps.add(new Step(true, one.familiar()));
        }
        if (doomed.size() < image.names().size()) {
            return steps;
        }
        delete(image, steps);
        return steps;
    }

    /** With the last tag of a repository go the digests by which the image is known there. */
    private static List<ImageReference> withItsDigests(Image image, ImageReference name) {
        List<ImageReference> doomed = new ArrayList<>(List.of(name));
        boolean otherTag = image.tags().stream().anyMatch(tag -> !tag.equals(name) && tag.name().equals(name.name()));
        if (!otherTag && name.digest().isEmpty()) {
            image.digests().stream().filter(digest -> digest.name().equals(name.name())).forEach(doomed::add);
        }
        return doomed;
    }

    private static boolean isOneRepository(Image image) {
        return image.tags().size() <= 1 && image.names().stream().map(ImageReference::name).distinct().count() <= 1;
    }

    private void refuseIfUsed(Image image, Optional<String> name, boolean force) {
        Optional<String> reason = user.apply(image.id());
        if (reason.isPresent() && !force) {
            throw new UserError("conflict: unable to " + name.map(n -> "remove repository reference \"" + n + "\"")
                    .orElse("delete " + image.id().shortHex()) + " (must force) - " + reason.get(), CONFLICT);
        }
    }

    private void delete(Image image, List<Step> steps) throws IOException {
        inventory.release(image);
        reclaimed += inventory.store().collectGarbage().bytes();
        steps.add(new Step(false, image.id().toString()));
        Set<Digest> stillThere = new HashSet<>();
        inventory.all().forEach(other -> stillThere.addAll(other.chainIds()));
        List<Digest> chain = image.chainIds();
        for (int i = chain.size() - 1; i >= 0; i--) {
            if (!stillThere.contains(chain.get(i))) {
                steps.add(new Step(false, chain.get(i).toString()));
            }
        }
    }

    /**
     * Removes what no tag leads to, or every image that nobody uses.
     *
     * @param filter which of them
     */
    public List<Step> prune(boolean all, java.util.function.Predicate<Image> filter) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (Image image : inventory.all()) {
            if ((all || image.isDangling()) && filter.test(image) && user.apply(image.id()).isEmpty()) {
                for (ImageReference name : image.names()) {
                    inventory.store().untag(name);
                    steps.add(new Step(true, name.familiar()));
                }
                delete(image, steps);
            }
        }
        return steps;
    }
}
