package minidocker.syscall;

/** The processor architectures whose system call numbers, structs and machine code we know. Both are little-endian, 64 bit. */
public enum Architecture {
    /** {@code e_machine} of elf(5): EM_X86_64. */
    X86_64("x86_64", 62),
    /** {@code e_machine} of elf(5): EM_AARCH64. */
    AARCH64("aarch64", 183);

    private final String kernelName;
    private final int elfMachine;

    Architecture(String kernelName, int elfMachine) {
        this.kernelName = kernelName;
        this.elfMachine = elfMachine;
    }

    /** The machine we run on. */
    public static Architecture current() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> throw new IllegalStateException("mini-docker knows the processors x86_64 and aarch64, and this is a "
                    + name);
        };
    }

    /** As {@code uname -m} prints it. */
    public String kernelName() {
        return kernelName;
    }

    public int elfMachine() {
        return elfMachine;
    }
}
