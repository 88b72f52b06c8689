package minidocker.engine.network.firewall;

/** Where there is none, or none is wanted. */
record NoFirewall() implements Firewall {
    @Override
    public void apply(Rules rules) {
        // There is nothing to write it with.
    }

    @Override
    public boolean leadsPorts() {
        return false;
    }

    @Override
    public String name() {
        return "none";
    }
}
