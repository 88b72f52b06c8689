package minidocker.engine.cli.container;

import minidocker.cli.UserError;

/**
 * Docker's rules for what a copy is called and where it goes. Into a folder that exists the source goes under its own name, or,
 * written {@code folder/.}, what is in it goes; anything else is the copy's own new name.
 *
 * @param folder that the archive is unpacked in
 * @param before what the names in the archive begin with
 * @param after what they are to begin with
 */
record CopyPlan(String folder, String before, String after) {

    /**
     * @param source its path
     * @param name the source goes by, if that is not the end of its path
     */
    static CopyPlan of(String source, boolean sourceIsFolder, String name, PathNames.Found target) {
        String base = PathNames.base(source);
        String shown = name == null ? base : name;
        if (target.exists() && target.isFolder()) {
            return new CopyPlan(target.path(), base, shown);
        }
        if (target.exists() && sourceIsFolder) {
            throw new UserError("cannot copy directory", 1);
        }
        if (!target.exists() && !sourceIsFolder && target.saysFolder()) {
            throw new UserError("no such directory", 1);
        }
        return new CopyPlan(PathNames.folder(target.path()), base, PathNames.base(target.path()));
    }

    /** The name in the archive as it is to be unpacked. */
    String rename(String entry) {
        String begin = before.equals("/") ? "" : before;
        return entry.startsWith(begin) && !begin.equals(after) ? after + (begin.isEmpty() && !entry.isEmpty() ? "/" : "")
                + entry.substring(begin.length()) : entry;
    }
}
