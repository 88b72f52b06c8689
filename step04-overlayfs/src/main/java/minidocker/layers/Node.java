package minidocker.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.syscall.CString;
import minidocker.syscall.Stat;

/**
 * A file or folder as one sees it through a stack of layers, found as overlayfs finds it: see "Upper and Lower", "whiteouts and
 * opaque directories" and "redirect_dir" in its documentation. Two nodes are equal if they are made of the same files of the same
 * layers.
 */
public sealed interface Node {
    /** A file or folder of one layer. */
    record Place(Layer layer, String path) {
        public Place child(String name) {
            return new Place(layer, Layer.join(path, name));
        }

        public Stat stat() {
            return layer.stat(path);
        }
    }

    /** The one that counts for what stat(2) tells: the uppermost. */
    Place top();

    /** Anything but a folder. */
    record File(Place top) implements Node {}

    /**
     * A folder: the parts of it, the uppermost first. Each may be at another path, after renames.
     *
     * @param below the roots of the layers that are below each of the parts, the uppermost first
     */
    record Folder(List<Place> parts, List<List<Place>> below) implements Node {
        @Override
        public Place top() {
            return parts.get(0);
        }
    }

    /** The whole tree of a stack; the uppermost layer first. */
    static Folder root(List<Layer> topFirst) {
        List<Place> roots = topFirst.stream().map(layer -> new Place(layer, "")).toList();
        List<List<Place>> below = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            below.add(roots.subList(i + 1, roots.size()));
        }
        return new Folder(roots, below);
    }

    /** The names in a folder; some of them may be whiteouts, so that {@link #child} finds nothing. */
    static Set<String> names(Folder folder) {
        Set<String> names = new TreeSet<>(CString::compare);
        folder.parts().forEach(part -> names.addAll(part.layer().list(part.path())));
        return names;
    }

    /** Null if there is none of that name. */
    static Node child(Folder folder, String name) {
        List<Place> parts = new ArrayList<>();
        List<List<Place>> below = new ArrayList<>();
        String wanted = name;
        for (int i = 0; i < folder.parts().size(); i++) {
            Place place = folder.parts().get(i).child(wanted);
            Stat stat = place.stat();
            if (stat == null) {
                continue;
            }
            if (!stat.isDirectory()) {
                boolean hides = place.layer().isWhiteout(place.path(), stat) || !parts.isEmpty();
                return hides ? folderOrNone(parts, below) : new File(place);
            }
            parts.add(place);
            below.add(folder.below().get(i));
            String redirect = place.layer().redirect(place.path());
            if (redirect != null && redirect.startsWith("/")) {
                return elsewhere(parts, below, folder.below().get(i), redirect);
            } else if (redirect != null) {
                wanted = redirect;
            }
            if (redirect == null && place.layer().isOpaque(place.path())) {
                break;
            }
        }
        return folderOrNone(parts, below);
    }

    private static Node folderOrNone(List<Place> parts, List<List<Place>> below) {
        return parts.isEmpty() ? null : new Folder(List.copyOf(parts), List.copyOf(below));
    }

    /** The rest of the parts are those of another path of the layers below. */
    private static Node elsewhere(List<Place> parts, List<List<Place>> below, List<Place> roots, String path) {
        Node origin = find(roots, path);
        if (origin instanceof Folder folder) {
            parts.addAll(folder.parts());
            below.addAll(folder.below());
        }
        return folderOrNone(parts, below);
    }

    /** What stands at a path of the tree of these layers, or null. */
    private static Node find(List<Place> roots, String path) {
        Node node = roots.isEmpty() ? null : root(roots.stream().map(Place::layer).toList());
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                node = node instanceof Folder folder ? child(folder, name) : null;
            }
        }
        return node;
    }

    /** Where the content of a file is: below, if only its owner or mode was changed. */
    static Place content(File file, List<Layer> topFirst, String path) {
        Place place = file.top();
        if (!place.layer().isWithoutContent(place.path())) {
            return place;
        }
        List<Layer> lower = topFirst.subList(topFirst.indexOf(place.layer()) + 1, topFirst.size());
        String redirect = place.layer().redirect(place.path());
        String origin = redirect == null ? path : redirect.startsWith("/") ? redirect
                : path.substring(0, path.lastIndexOf('/') + 1) + redirect;
        if (!lower.isEmpty() && find(root(lower).parts(), origin) instanceof File below) {
            return content(below, topFirst, origin);
        }
        throw new UserError("the content of " + path + " is in a layer below " + place.layer()
                + " (it was mounted with metacopy=on): name the layers with --layer");
    }
}
