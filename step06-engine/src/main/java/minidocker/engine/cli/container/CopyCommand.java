package minidocker.engine.cli.container;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.images.pull.ByteUnits;
import minidocker.tar.TarWriter;

/** {@code cp}: files between a container and here, as a tar archive over the API. */
public final class CopyCommand extends Command {
    private final Flag<Boolean> archive = flags.toggle("archive", "a", "Archive mode (copy all uid/gid information)");
    private final Flag<Boolean> followLink = flags.toggle("follow-link", "L", "Always follow symbol link in SRC_PATH");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Suppress progress output during copy");

    public CopyCommand() {
        super(Manual.of("container cp, cp", "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n[OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
                "Copy files/folders between a container and the local filesystem").exactly(2));
    }

    /** One side of the copy. @param container null if it is here */
    private record Place(String container, String path) {
        /** A colon makes it a container's, except in what can only be a path: {@code ./a:b}, {@code /a:b}. */
        static Place of(String text) {
            int colon = text.indexOf(':');
            return text.startsWith("/") || text.startsWith(".") || colon < 0 ? new Place(null, text)
                    : new Place(text.substring(0, colon), text.substring(colon + 1));
        }
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (arguments.get(0).isEmpty() || arguments.get(1).isEmpty()) {
            throw new UserError((arguments.get(0).isEmpty() ? "source" : "destination") + " can not be empty", 1);
        }
        Place source = Place.of(arguments.get(0));
        Place target = Place.of(arguments.get(1));
        if (source.container != null && target.container != null) {
            throw new UserError("copying between containers is not supported", 1);
        }
        boolean silent = quiet.isChanged() ? quiet.get() : !Session.isTerminal(2);
        if (source.container != null) {
            fromContainer(session, source, target.path, silent);
        } else if (target.container != null) {
            toContainer(session, source.path, target, silent);
        } else {
            throw new UserError("must specify at least one container source", 1);
        }
        return 0;
    }

    private void fromContainer(Session session, Place source, String target, boolean silent) throws IOException {
        ApiClient engine = session.engine();
        String path = source.path.isEmpty() ? "/" : source.path;
        String container = "/containers/" + Query.encode(source.container) + "/archive";
        String name = null;
        if (followLink.get()) {
            ContainerPath there = ContainerPath.stat(engine, container, path);
            if (there.isLink()) {
                // The copy is called as the link is.
                name = PathNames.base(path);
                path = there.resolved(path);
            }
        }
        Path local = target.equals("-") ? null : PathNames.local(target);
        try (Response tar = engine.stream("GET", container, Query.of("path", path))) {
            if (local == null) {
                tar.body().transferTo(new FileOutputStream(FileDescriptor.out));
                return;
            }
            boolean folder = ContainerPath.of(tar).isFolder();
            CopyPlan plan = CopyPlan.of(path, folder, name, PathNames.Found.local(target));
            long bytes = LocalFiles.unpack(tar.body(), plan, archive.get());
            say(session, silent, bytes, "to " + target);
        }
    }

    private void toContainer(Session session, String source, Place target, boolean silent) throws IOException {
        LocalFiles.Source local = source.equals("-") ? null : LocalFiles.Source.of(source, followLink.get());
        ApiClient engine = session.engine();
        String container = "/containers/" + Query.encode(target.container) + "/archive";
        String path = target.path.isEmpty() ? "/" : target.path;
        ContainerPath there = ContainerPath.statIfThere(engine, container, path);
        if (there != null && there.isLink()) {
            path = there.resolved(path);
            there = ContainerPath.statIfThere(engine, container, path);
        }
        PathNames.Found destination = new PathNames.Found(path, there != null, there != null && there.isFolder());
        if (there != null && !there.isFolder() && !there.isFile()) {
            throw new UserError("destination \"" + target.container + ":" + path + "\" must be a directory or regular file", 1);
        }
        if (local == null) {
            if (!destination.isFolder()) {
                throw new UserError("destination \"" + target.container + ":" + path + "\" must be a directory", 1);
            }
            put(engine, container, path, ApiClient.copyOf(session.in()));
            return;
        }
        CopyPlan plan = CopyPlan.of(local.path(), local.isFolder(), local.name(), destination);
        long[] bytes = new long[1];
        put(engine, container, plan.folder(), out -> {
            TarWriter tar = new TarWriter(out);
            bytes[0] = LocalFiles.pack(local, plan, tar);
            tar.close();
        });
        say(session, silent, bytes[0], "to " + target.container + ":" + path);
    }

    private void put(ApiClient engine, String container, String folder, ApiClient.Body tar) throws IOException {
        Query query = Query.of("path", folder).add("noOverwriteDirNonDir", "true");
        if (archive.get()) {
            query.add("copyUIDGID", "true");
        }
        try (Response done = engine.stream("PUT", container, query, Map.of("Content-Type", "application/x-tar"), tar);
                InputStream body = done.body()) {
            body.readAllBytes();
        }
    }

    private static void say(Session session, boolean silent, long bytes, String where) {
        if (!silent) {
            session.err().println("Successfully copied " + ByteUnits.human(bytes, 3) + " " + where);
        }
    }
}
