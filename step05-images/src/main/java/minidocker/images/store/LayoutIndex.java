package minidocker.images.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.files.AtomicFile;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.InvalidReference;
import minidocker.images.MediaType;
import minidocker.json.MalformedJson;

/** The file {@code index.json}: what the store's images are called. Written whole and atomically; read anew each time. */
final class LayoutIndex {
    private final StoreLayout layout;

    LayoutIndex(StoreLayout layout) {
        this.layout = layout;
    }

    Index read() throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(layout.index());
        } catch (NoSuchFileException e) {
            return new Index(MediaType.OCI_INDEX, List.of());
        }
        if (ImageDocument.parse(content, MediaType.OCI_INDEX, layout.index().toString()) instanceof Index index) {
            return index;
        }
        throw new MalformedJson(layout.index() + " has no \"manifests\"");
    }

    List<StoredReference> references() throws IOException {
        List<StoredReference> references = new ArrayList<>();
        for (Descriptor descriptor : read().manifests()) {
            if (descriptor.annotation(OciTwin.ANNOTATION).isPresent()) {
                continue;
            }
            name(descriptor).ifPresent(name -> references.add(new StoredReference(name, plain(descriptor))));
        }
        return references;
    }

    List<Descriptor> nameless() throws IOException {
        return read().manifests().stream().filter(LayoutIndex::isNameless).toList();
    }

    /** An entry of another program's, whose name is no reference, is not nameless: it is none of our business. */
    private static boolean isNameless(Descriptor descriptor) {
        return descriptor.annotation(Descriptor.IMAGE_NAME).isEmpty() && descriptor.annotation(Descriptor.REF_NAME).isEmpty()
                && descriptor.annotation(OciTwin.ANNOTATION).isEmpty();
    }

    void keep(Descriptor target) throws IOException {
        Index old = read();
        if (old.manifests().stream().noneMatch(descriptor -> descriptor.digest().equals(target.digest()))) {
            List<Descriptor> changed = new ArrayList<>(old.manifests());
            changed.add(plain(target));
            write(old, changed);
        }
    }

    void release(Digest target) throws IOException {
        Index old = read();
        List<Descriptor> changed = new ArrayList<>(old.manifests());
        if (changed.removeIf(descriptor -> descriptor.digest().equals(target) && isNameless(descriptor))) {
            write(old, changed);
        }
    }

    /**
     * Gives the name to this document, and takes it from another that has it.
     *
     * @param twin what readers of image layouts shall find under the name instead, if that is something else
     */
    void put(ImageReference name, Descriptor target, Optional<Descriptor> twin) throws IOException {
        Index old = read();
        List<Descriptor> changed = new ArrayList<>(old.manifests());
        changed.removeIf(descriptor -> name(descriptor).equals(Optional.of(name))
                || descriptor.digest().equals(target.digest()) && isNameless(descriptor));
        changed.add(twin.isPresent() ? annotated(target, Descriptor.IMAGE_NAME, name)
                : annotated(annotated(target, Descriptor.REF_NAME, name), Descriptor.IMAGE_NAME, name));
        twin.ifPresent(descriptor -> changed.add(annotated(descriptor, Descriptor.REF_NAME, name)));
        for (Descriptor loser : old.manifests()) {
            boolean twins = loser.annotation(OciTwin.ANNOTATION).isPresent();
            if (!twins && changed.stream().noneMatch(descriptor -> descriptor.digest().equals(loser.digest()))) {
                changed.add(plain(loser));
            }
        }
        write(old, changed);
    }

    private static Descriptor annotated(Descriptor descriptor, String key, ImageReference name) {
        Map<String, String> annotations = new LinkedHashMap<>(descriptor.annotations());
        annotations.put(key, name.toString());
        return descriptor.withAnnotations(annotations);
    }

    boolean remove(ImageReference name) throws IOException {
        Index old = read();
        List<Descriptor> changed = new ArrayList<>(old.manifests());
        boolean found = changed.removeIf(descriptor -> name(descriptor).equals(Optional.of(name)));
        if (found) {
            write(old, changed);
        }
        return found;
    }

    private void write(Index old, List<Descriptor> manifests) throws IOException {
        AtomicFile.write(layout.index(), new Index(old.mediaType(), manifests, old.annotations(), old.others()).toBytes());
    }

    /** An entry that another program made may have a name that is no reference; it is kept and not ours to show. */
    private static Optional<ImageReference> name(Descriptor descriptor) {
        try {
            return descriptor.annotation(Descriptor.IMAGE_NAME).or(() -> descriptor.annotation(Descriptor.REF_NAME))
                    .map(ImageReference::parse);
        } catch (InvalidReference e) {
            return Optional.empty();
        }
    }

    private static Descriptor plain(Descriptor descriptor) {
        Map<String, String> annotations = new LinkedHashMap<>(descriptor.annotations());
        annotations.remove(Descriptor.REF_NAME);
        annotations.remove(Descriptor.IMAGE_NAME);
        return descriptor.withAnnotations(annotations);
    }
}
