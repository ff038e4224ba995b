package io.lastro.node.backup;

/** A backup cannot be read; the message names the file. */
final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupException(final String message) {
        super(message);
    }

    BackupException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
