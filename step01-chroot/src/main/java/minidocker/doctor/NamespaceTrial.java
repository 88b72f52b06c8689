package minidocker.doctor;

/**
 * What came of trying to live in new namespaces, with a user namespace among them or, as root, without.
 *
 * @param create clone3 with CLONE_NEWNS, CLONE_NEWPID and perhaps CLONE_NEWUSER
 * @param map writing the ID maps of the user namespace
 * @param chroot the one call of step 1
 * @param tmpfs mounting one: the least that a mount namespace is good for
 * @param proc mounting one for the new pid namespace
 * @param overlayOnDisk overlayfs with its layers where mini-docker will keep them
 * @param overlayInMemory overlayfs with its layers in the tmpfs: tells the kernel's refusal from the disk's
 */
record NamespaceTrial(Attempt create, Attempt map, Attempt chroot, Attempt tmpfs, Attempt proc, Attempt overlayOnDisk,
        Attempt overlayInMemory) {

    /** The trial ended with this. */
    static NamespaceTrial endedAtCreate(Attempt create) {
        Attempt rest = new Attempt.NotTried("there was no namespace to try it in");
        return new NamespaceTrial(create, rest, rest, rest, rest, rest, rest);
    }

    NamespaceTrial withoutDisk(Attempt why) {
        return new NamespaceTrial(create, map, chroot, tmpfs, proc, why, overlayInMemory);
    }

    static NamespaceTrial endedAtMap(Attempt map) {
        Attempt rest = new Attempt.NotTried("there was no user to try it as");
        return new NamespaceTrial(Attempt.WORKED, map, rest, rest, rest, rest, rest);
    }
}
