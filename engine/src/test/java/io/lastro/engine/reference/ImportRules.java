package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;

import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;

/** Group 7: the place of an imported transfer in time. */
final class ImportRules {
    private final ModelState state;

    ImportRules(final ModelState state) {
        this.state = state;
    }

    /** What is wrong with an imported transfer; null when nothing is, or when it is not imported. */
    CreateTransferResult objection(final NewTransfer event, final ModelAccount debit, final ModelAccount credit) {
        if (!TransferRules.has(event, TransferFlags.IMPORTED)) {
            return null;
        }
        if (event.timestampNs() <= state.lastTransferTimestampNs || state.isAccountTimestamp(event.timestampNs())) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
        }
        if (event.timestampNs() <= debit.timestampNs) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
        }
        if (event.timestampNs() <= credit.timestampNs) {
            return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
        }
        return event.timeoutSeconds() != 0 ? IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO : null;
    }
}
