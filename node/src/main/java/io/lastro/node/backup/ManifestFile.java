package io.lastro.node.backup;

/**
 * A file of a backup.
 *
 * @param path   where it belongs, relative to a data directory.
 * @param bytes  its size.
 * @param sha256 64 hexadecimal digits; also the name of its object.
 */
record ManifestFile(String path, long bytes, String sha256) {}
