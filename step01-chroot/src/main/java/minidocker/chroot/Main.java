package minidocker.chroot;

/** The program of this step: {@code step01-chroot/mini-docker}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(String.join(" ", args));
    }
}
