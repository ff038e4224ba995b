package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import java.util.List;

/** Copies of the changeable value classes, so that nobody's later change reaches what is stored or shown. */
final class Copies {
    private Copies() {}

    /** Another account with the same values. */
    static NewAccount of(final NewAccount from) {
        return new NewAccount()
                .id(from.id())
                .ledger(from.ledger())
                .code(from.code())
                .flags(from.flags())
                .userData128(from.userData128())
                .userData64(from.userData64())
                .userData32(from.userData32())
                .reserved(from.reserved())
                .timestampNs(from.timestampNs());
    }

    /** Another transfer with the same values. */
    static NewTransfer of(final NewTransfer from) {
        return new NewTransfer()
                .id(from.id())
                .debitAccountId(from.debitAccountId())
                .creditAccountId(from.creditAccountId())
                .amount(from.amount())
                .pendingId(from.pendingId())
                .userData128(from.userData128())
                .userData64(from.userData64())
                .userData32(from.userData32())
                .timeoutSeconds(from.timeoutSeconds())
                .ledger(from.ledger())
                .code(from.code())
                .flags(from.flags())
                .timestampNs(from.timestampNs())
                .reference(from.reference());
    }

    /** Another command with the same values. */
    static NewCommand of(final NewCommand from) {
        return new NewCommand()
                .kind(from.kind())
                .commandId(from.commandId())
                .accountId(from.accountId())
                .amount(from.amount())
                .expectedVersion(from.expectedVersion())
                .validUntilNs(from.validUntilNs())
                .limitKind(from.limitKind())
                .codes(List.copyOf(from.codes()))
                .removes(from.removes())
                .effectiveAtNs(from.effectiveAtNs())
                .blockId(from.blockId())
                .blockKind(from.blockKind())
                .expiresAtNs(from.expiresAtNs())
                .transferId(from.transferId())
                .creditAccountId(from.creditAccountId())
                .transferCode(from.transferCode())
                .freezesDebits(from.freezesDebits())
                .freezesCredits(from.freezesCredits())
                .setting(from.setting())
                .who(from.who())
                .why(from.why())
                .signedBy(List.copyOf(from.signedBy()));
    }
}
