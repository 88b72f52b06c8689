package minidocker.overlay;

import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.layers.Change;
import minidocker.layers.Comparison;
import minidocker.layers.Node;
import minidocker.layers.Stack;
import minidocker.layers.UpperNotes;
import minidocker.syscall.CString;
import minidocker.syscall.SyscallException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diff}: what a container has changed. */
@Command(name = "diff", description = "Show what a container has changed: A added, C changed, D deleted, as 'docker diff' does.",
        sortOptions = false,
        footer = {"", "With its layers it is exact. Of a folder alone, the notes tell that overlayfs has left in it: see getfattr -d -m - FILE."})
final class DiffCommand implements Callable<Integer> {
    @Mixin
    UpperOptions options;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        try (Stack stack = options.open()) {
            List<Change> changes = stack.hasNoLayers() ? UpperNotes.changes(stack.top())
                    : Comparison.changes(Node.root(stack.before()), Node.root(stack.now()));
            for (Change change : changes) {
                // As bytes: a name need not be UTF-8, nor the locale.
                System.out.writeBytes(CString.encode(change + "\n"));
            }
            return 0;
        } catch (SyscallException failure) {
            throw UpperOptions.explained(failure);
        }
    }
}
