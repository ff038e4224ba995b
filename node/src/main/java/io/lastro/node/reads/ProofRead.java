package io.lastro.node.reads;

import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.InclusionProofReplyDecoder.PiecesDecoder;

/** The proof that an event is in the journal: a receipt file in pieces, padded with zeros. */
final class ProofRead {
    private static final int PIECE_BYTES = PiecesDecoder.sbeBlockLength();

    private final long sequence;

    private ProofRead(final long sequence) {
        this.sequence = sequence;
    }

    static ProofRead of(final InclusionProofDecoder.FiltersDecoder filter) {
        return new ProofRead(filter.sequence());
    }

    /**
     * Writes the pieces; none when there is no such event yet.
     *
     * @return bytes of the file.
     * @throws NotProvenException when no signed head covers the event yet.
     */
    long run(final ModelView view, final ProofSource proofs, final RowBuffer rows) {
        rows.clear(PIECE_BYTES);
        if (sequence > view.sequence()) {
            return 0;
        }
        final byte[] text = proofs.prove(view.batch(sequence), sequence);
        if (text == null) {
            throw new NotProvenException("no signed head covers sequence " + sequence + " yet");
        }
        for (int from = 0; from < text.length; from += PIECE_BYTES) {
            final int length = Math.min(PIECE_BYTES, text.length - from);
            final int at = rows.next();
            rows.buffer().setMemory(at, PIECE_BYTES, (byte) 0);
            rows.buffer().putBytes(at, text, from, length);
            rows.keep();
        }
        return text.length;
    }
}
