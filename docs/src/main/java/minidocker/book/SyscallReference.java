package minidocker.book;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import minidocker.syscall.Architecture;
import minidocker.syscall.Syscall;

/** The chapter of system calls, from the sources: a heading for each call that the project makes. */
final class SyscallReference {
    private final Map<Syscall, List<Declaration>> declarations = new TreeMap<>();
    private final Map<String, Set<String>> callsOfFactory = new LinkedHashMap<>();
    private final Map<Syscall, List<CallUse>> uses = new TreeMap<>();

    SyscallReference(List<JavaSource> sources) {
        for (JavaSource source : sources) {
            if (source.path().toString().contains("minidocker/syscall/")) {
                Declaration.in(source).forEach(this::add);
            }
        }
        for (JavaSource source : sources) {
            for (CallUse use : CallUse.in(source)) {
                for (String name : callsOfFactory.getOrDefault(use.factory(), Set.of())) {
                    uses.computeIfAbsent(Syscall.valueOf(name), none -> new ArrayList<>()).add(use);
                }
            }
        }
    }

    private void add(Declaration declaration) {
        boolean factories = declaration.where().className().endsWith("Calls");
        if (!factories && !isByJava(declaration)) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(declaration.syscalls());
        if (names.isEmpty()) {
            // It goes through another method of its class, and only its prototype tells.
            String prototype = declaration.prototype();
            for (Syscall syscall : Syscall.values()) {
                // The kernel's own name, or libc's, which is that of the manual page: rt_sigprocmask, sigprocmask(2).
                if (prototype != null && (prototype.contains(" " + syscall + "(")
                        || syscall.name().startsWith("RT_") && prototype.contains(" " + syscall.name().substring(3).toLowerCase(Locale.ROOT) + "("))) {
                    names.add(syscall.name());
                }
            }
        }
        for (String name : names) {
            declarations.computeIfAbsent(Syscall.valueOf(name), none -> new ArrayList<>()).add(declaration);
        }
        if (factories) {
            callsOfFactory.computeIfAbsent(declaration.name(), none -> new LinkedHashSet<>()).addAll(names);
        }
    }

    /** AsciiDoc, by name. */
    String asciidoc() {
        StringBuilder text = new StringBuilder();
        declarations.keySet().stream().filter(Syscall::isKernels).filter(this::isUsed).sorted(java.util.Comparator.comparing(Syscall::toString))
                .forEach(syscall -> section(syscall, text));
        return text.toString();
    }

    /** A factory that no program calls says nothing about what is done. */
    private boolean isUsed(Syscall syscall) {
        return uses.containsKey(syscall) || declarations.get(syscall).stream().anyMatch(SyscallReference::isByJava);
    }

    private static boolean isByJava(Declaration declaration) {
        return declaration.where().className().startsWith("Linux");
    }

    private void section(Syscall syscall, StringBuilder text) {
        // Discrete: more than eighty entries would hide the chapters in the table of contents.
        text.append("[discrete#call-").append(syscall.toString().replace('_', '-')).append("]\n=== ").append(AsciiDoc.text(syscall.toString()))
                .append("\n\n");
        text.append(AsciiDoc.manPage(syscall.manPage())).append(", number ").append(syscall.number(Architecture.X86_64))
                .append(" on x86-64, ").append(syscall.number(Architecture.AARCH64)).append(" on aarch64.\n\n");
        List<Declaration> all = declarations.get(syscall);
        List<Declaration> about = all.stream().filter(one -> one.isAbout(syscall.toString())).toList();
        Set<String> prototypes = about.stream().map(Declaration::prototype).filter(one -> one != null)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!prototypes.isEmpty()) {
            text.append(AsciiDoc.listing("source,c", prototypes.stream().map(SyscallReference::folded)
                    .collect(Collectors.joining("\n"))));
        }
        for (Declaration one : about) {
            if (!one.about().isBlank()) {
                text.append("* ").append(AsciiDoc.code(one.where().className() + "." + one.name())).append(": ")
                        .append(AsciiDoc.text(one.about())).append('\n');
            }
        }
        text.append('\n');
        purposes(uses.getOrDefault(syscall, List.of()), text);
        where(syscall, all, text);
    }

    /** A prototype that is too long for a page, broken behind a comma. */
    private static String folded(String prototype) {
        final int width = 78;
        if (prototype.length() <= width) {
            return prototype;
        }
        int comma = prototype.lastIndexOf(',', width - 1);
        return prototype.substring(0, comma + 1) + "\n        " + prototype.substring(comma + 1).strip();
    }

    private static void purposes(List<CallUse> uses, StringBuilder text) {
        Map<String, Set<String>> whys = new LinkedHashMap<>();
        Set<String> hints = new LinkedHashSet<>();
        for (CallUse use : uses) {
            use.whys().forEach(why -> whys.computeIfAbsent(why, none -> new LinkedHashSet<>()).add(use.where().className()));
            use.hints().forEach(hint -> hints.add("* " + AsciiDoc.code(hint.errno()) + " " + AsciiDoc.text(hint.means())));
        }
        if (!whys.isEmpty()) {
            text.append(".Why it stands in a program\n");
            whys.forEach((why, classes) -> text.append("* ").append(AsciiDoc.text(why)).append(" (")
                    .append(classes.stream().map(AsciiDoc::code).collect(Collectors.joining(", "))).append(")\n"));
            text.append('\n');
        }
        if (!hints.isEmpty()) {
            text.append(".When it fails\n").append(String.join("\n", hints)).append("\n\n");
        }
    }

    private void where(Syscall syscall, List<Declaration> declared, StringBuilder text) {
        Set<Integer> steps = uses.getOrDefault(syscall, List.of()).stream().map(use -> use.where().step())
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        boolean byJava = declared.stream().anyMatch(SyscallReference::isByJava);
        List<String> parts = new ArrayList<>();
        if (!steps.isEmpty()) {
            parts.add("in programs of step " + steps.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (byJava) {
            parts.add("by the JVM itself");
        }
        if (!parts.isEmpty()) {
            text.append("Used ").append(String.join(" and ", parts)).append(".\n\n");
        }
    }
}
