package io.lastro.node;

import com.lmax.disruptor.RingBuffer;
import io.lastro.engine.LedgerEngine;
import io.lastro.engine.pipeline.RequestKind;
import io.lastro.engine.pipeline.RequestSlot;
import io.lastro.engine.session.RequestHash;
import io.lastro.gateway.GatewayRequest;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.TransferEvent;
import org.agrona.DirectBuffer;

/** Puts requests of clients into the ring. Event loop threads; allocates nothing for transfers and reads. */
final class RingOffer {
    private RingOffer() {}

    /** Into the ring, or false when it is full. */
    static boolean offer(final RingBuffer<RequestSlot> ring, final GatewayRequest request) {
        // Before the place in the ring is claimed, since nobody else gets past it until it is published.
        final RequestHash hash = request.kind().isOnceOnly() ? hash(request) : null;
        return ring.tryPublishEvent(RingOffer::fill, request, hash);
    }

    /** The auditor's thread: a checkpoint into the ring, or false when it is full. */
    static boolean offerCheckpoint(final RingBuffer<RequestSlot> ring, final long address, final int length) {
        return ring.tryPublishEvent((slot, ringSequence) -> {
            slot.empty(RequestKind.CHECKPOINT, System.nanoTime());
            slot.request(RequestKind.CHECKPOINT, 0, 0, address, 1, length, 0, 0);
        });
    }

    private static RequestHash hash(final GatewayRequest request) {
        final DirectBuffer message = request.buffer();
        return request.kind() == io.lastro.gateway.RequestKind.CREATE_ACCOUNTS
                ? new RequestHash()
                        .ofAccounts(message, request.eventsOffset(), request.count() * AccountEvent.BLOCK_BYTES)
                : new RequestHash()
                        .ofCommands(message, request.eventsOffset(), request.count() * AdminEvent.BLOCK_BYTES);
    }

    private static void fill(
            final RequestSlot slot, final long ringSequence, final GatewayRequest request, final RequestHash hash) {
        final RequestKind kind = switch (request.kind()) {
            case CREATE_ACCOUNTS -> RequestKind.CREATE_ACCOUNTS;
            case CREATE_TRANSFERS -> RequestKind.CREATE_TRANSFERS;
            case ADMIN -> RequestKind.ADMIN;
            case LOOKUP_ACCOUNTS -> RequestKind.LOOKUP_ACCOUNTS;
            case LOOKUP_TRANSFERS -> RequestKind.LOOKUP_TRANSFERS;
            case LOOKUP_RULES -> RequestKind.LOOKUP_RULES;
            case OPEN_SESSION -> RequestKind.OPEN_SESSION;
            case CLOSE_SESSION -> RequestKind.CLOSE_SESSION;
            case ACCOUNT_TRANSFERS, BALANCE_AT, QUERY_ACCOUNTS, QUERY_TRANSFERS, CHANGE_EVENTS, INCLUSION_PROOF ->
                RequestKind.READ;
        };
        final int entryBytes = switch (kind) {
            case CREATE_ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case CREATE_TRANSFERS -> TransferEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            default -> LedgerEngine.ID_BYTES;
        };
        slot.request(
                kind,
                request.sessionId(),
                request.requestNo(),
                request.eventsAddress(),
                kind == RequestKind.READ ? 0 : request.count(), // its filter is no event
                entryBytes,
                request.referencesAddress(),
                request.referenceCount());
        if (kind == RequestKind.OPEN_SESSION) {
            slot.session(
                    request.logon().identityLow(),
                    request.logon().identityHigh(),
                    request.logon().candidateId());
        } else if (hash != null) {
            slot.session(hash.low(), hash.high(), 0);
        }
        slot.origin(request, request.arrivalNs());
    }
}
