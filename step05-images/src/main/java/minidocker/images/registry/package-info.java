/**
 * Talking to registries: the OCI distribution specification and Docker's registry v2, authentication included.
 *
 * <p>From the wire upwards: {@code Endpoint} has the address and the trust, {@code Retrying} asks again, {@code Authorizer}
 * answers a 401, {@code RegistryHttp} follows redirects, and {@link minidocker.images.registry.Registry} knows the questions.
 * {@link minidocker.images.registry.VerifiedBlob} is where bytes become trustworthy.
 *
 * <h2>Invariants</h2>
 * <ul>
 * <li>Credentials go to the registry they are for and to the token server it names, over TLS unless the registry is called
 * insecure;
 *     never to a redirect's target.</li>
 * <li>What {@code Registry} returns under a digest has that digest.</li>
 * <li>Every wait has an end.</li>
 * </ul>
 */
package minidocker.images.registry;
