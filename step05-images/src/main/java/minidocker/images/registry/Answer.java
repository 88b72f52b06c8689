package minidocker.images.registry;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * What a server answered: the head is all here, the body is on its way.
 *
 * @param uri  that was asked
 * @param body must be read to its end or closed
 */
record Answer(URI uri, int statusCode, HttpHeaders headers, InputStream body) {}
