package io.lastro.system.simulator;

import io.lastro.replication.Effect;
import io.lastro.replication.Event;
import io.lastro.replication.LogFrame;
import io.lastro.replication.Message;
import java.util.List;

/** Puts a step into words. */
final class SimWords {
    private SimWords() {}

    static void say(final SimWorld world, final SimNode node, final Event event, final List<Effect> effects) {
        final StringBuilder line = new StringBuilder();
        line.append('[')
                .append(node.process().replica().role())
                .append(" e")
                .append(node.process().replica().epoch());
        line.append("] ").append(word(event));
        for (final Effect effect : effects) {
            line.append("\n                            -> ").append(word(effect));
        }
        world.say("n" + node.id(), line.toString());
    }

    private static String word(final Object object) {
        if (object instanceof Event.Tick) {
            return "tick";
        }
        if (object instanceof Event.Received received) {
            return received.from() + ": " + word(received.message());
        }
        if (object instanceof Event.FrameMade made) {
            return "frame made " + word(made.frame());
        }
        if (object instanceof Effect.Send send) {
            return "to " + send.to() + ": " + word(send.message());
        }
        if (object instanceof Effect.Write write) {
            return "write #" + write.ticket() + words(write.frames());
        }
        if (object instanceof Message.Append append) {
            return "Append e" + append.epoch() + " behind " + append.previousSequence() + ", commit "
                    + append.commitSequence() + words(append.frames());
        }
        if (object instanceof LogFrame frame) {
            return "(e" + frame.epoch() + " " + frame.firstSequence() + ".." + frame.lastSequence() + " "
                    + Long.toHexString(frame.chainLow() & 0xFFFF) + (frame.epochStart() ? " START)" : ")");
        }
        return object.toString();
    }

    private static String words(final List<LogFrame> frames) {
        final StringBuilder all = new StringBuilder();
        for (final LogFrame frame : frames) {
            all.append(' ').append(word(frame));
        }
        return all.toString();
    }
}
