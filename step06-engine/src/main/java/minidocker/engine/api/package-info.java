/**
 * Docker's Engine API, resource by resource: what a request asks for is read here, done by the engine, and told in Docker's
 * fields. Nothing is decided here that would matter to a caller without HTTP.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.44/">Docker Engine API v1.44</a>
 */
package minidocker.engine.api;
