/**
 * From an image to a container: {@link minidocker.images.container.ImageLayers} has the image's layers unpacked,
 * {@link minidocker.images.container.ImageProcess} makes one process of what the image says and what the user says, and
 * {@link minidocker.images.container.ImageUsers} looks names of users up in the image's own /etc/passwd.
 */
package minidocker.images.container;
