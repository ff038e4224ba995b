package io.lastro.client;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Executes admin commands. They are written and signed on the caller's thread. */
final class AdminCall extends Call<List<CommandResult>> {
    private final UnsafeBuffer commands;

    /** Takes commands in the layout of {@link AdminEvent}. */
    AdminCall(final UnsafeBuffer commands, final long deadlineNs) {
        super(RequestKind.ADMIN, commands.capacity() / AdminEvent.BLOCK_BYTES, deadlineNs);
        this.commands = commands;
    }

    @Override
    void encode(final BatchRequest request) {
        for (int i = 0; i < events(); i++) {
            request.addCommand(commands, i * AdminEvent.BLOCK_BYTES);
        }
    }

    @Override
    List<CommandResult> decode(final ReplyView reply, final int firstRow, final boolean resent, final Receipt receipt) {
        final List<CommandResult> results = new ArrayList<>(events());
        final AdminOutcome outcome = new AdminOutcome();
        for (int i = firstRow; i < firstRow + events(); i++) {
            outcome.wrap(reply.buffer(), reply.rowOffset(i));
            results.add(new CommandResult(
                    AdminResult.ofCode(outcome.result()),
                    outcome.timestampNs(),
                    outcome.sequence(),
                    outcome.version(),
                    outcome.blockRemaining(),
                    resent,
                    receipt));
        }
        return results;
    }

    @Override
    List<CommandResult> empty() {
        return List.of();
    }
}
