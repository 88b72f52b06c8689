package minidocker.overlay;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.MountCalls.moveMount;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/**
 * The same for a container whose users are others outside: root's files in the layers, 0 on the disk, belong to root of its user
 * namespace. Nothing on the disk is changed, so all containers share the layers, whatever their users are. The mounts that do it
 * come from the parent, because the user namespace may not decide that: {@link IdMappedLayers}.
 *
 * @param overlay its folder has, in place of links to the layers, folders 0, 1, 2, ... to attach them to
 * @param mounts descriptors of the layers' mounts, by the names that {@link #name} makes; empty in a program that is only explained
 */
record IdMappedRoot(OverlayRoot overlay, Map<String, Integer> mounts) implements RootFilesystem {

    IdMappedRoot {
        mounts = Map.copyOf(mounts);
    }

    static String name(int layer) {
        return "layer " + layer;
    }

    @Override
    public String path() {
        return overlay.path();
    }

    @Override
    public Map<String, Integer> given() {
        return mounts;
    }

    @Override
    public List<Path> folders() {
        return overlay.folders();
    }

    // tag::id-mapped[]
    @Override
    public SyscallProgram reached(SyscallProgram program) {
        SyscallProgram longer = program.then(chdir(overlay.folder().toString()),
                "its folders 0, 1, ... are for the layers: short names, because all options of a mount must fit one page");
        for (int i = 0; i < overlay.layers().size(); i++) {
            longer = longer.then(moveMount(ProcessCalls.given(name(i)), Integer.toString(i)),
                    "a layer, mounted by our parent so that whose ID is 0 on the disk is root in here");
        }
        return longer;
    }
    // end::id-mapped[]

    @Override
    public SyscallProgram mounted(SyscallProgram program) {
        return overlay.mounted(program);
    }
}
