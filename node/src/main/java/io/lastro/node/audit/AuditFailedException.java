package io.lastro.node.audit;

/** What the auditor reads contradicts itself or what it has kept. The ledger goes on. */
final class AuditFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuditFailedException(final String message) {
        super(message);
    }

    AuditFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
