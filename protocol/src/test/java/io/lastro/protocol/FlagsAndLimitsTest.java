package io.lastro.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.GroupSizeEncodingDecoder;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Flag bits, limits and the frame prefix against the schema. */
class FlagsAndLimitsTest {
    @Test
    void shouldGiveAccountFlagsTheBitsOfTheSchema() throws Exception {
        assertBits("AccountFlags", AccountFlags.class);
    }

    @Test
    void shouldGiveTransferFlagsTheBitsOfTheSchema() throws Exception {
        assertBits("TransferFlags", TransferFlags.class);
    }

    private static void assertBits(final String set, final Class<?> flags) throws Exception {
        int all = 0;
        for (final Schema.Entry choice : Schema.read().setChoices(set)) {
            final String constant = choice.name().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            final int bit = flags.getField(constant).getInt(null);
            assertEquals(1 << choice.number(), bit, choice.name());
            assertEquals(0, all & bit, "bit used twice: " + choice);
            all |= bit;
        }
        assertEquals(all, flags.getField("ALL").getInt(null));
        // ALL and one constant per choice, no more.
        assertEquals(Integer.bitCount(all) + 1, flags.getFields().length);
    }

    @Test
    void shouldBoundGroupsByTheBatchSize() throws Exception {
        final String max = Schema.read().compositeAttribute("groupSizeEncoding", "numInGroup", "maxValue");
        assertEquals(ProtocolLimits.MAX_BATCH_EVENTS, Integer.parseInt(max));
        assertEquals(ProtocolLimits.MAX_BATCH_EVENTS, GroupSizeEncodingDecoder.numInGroupMaxValue());
    }

    @Test
    void shouldFitTheReferenceIntoItsField() {
        assertEquals(ProtocolLimits.REFERENCE_FIELD_BYTES, CreateTransfersDecoder.ReferencesDecoder.referenceLength());
        assertEquals(ProtocolLimits.REFERENCE_FIELD_BYTES, CreateTransfersDecoder.ReferencesDecoder.sbeBlockLength());
        assertEquals(ProtocolLimits.REFERENCE_FIELD_BYTES - 1, ProtocolLimits.REFERENCE_MAX_CHARS);
    }

    /** The frame prefix is no SBE message; the schema draws it: two fields of 4 bytes, length first. */
    @Test
    void shouldPrefixFramesAsTheSchemaDraws() throws Exception {
        final String drawing = Schema.read().leadingComment();
        assertTrue(drawing.contains("| length  | crc32c  | SBE header (8)   | SBE body     |"), drawing);
        assertTrue(drawing.contains("0         4         8"), drawing);
        assertEquals(8, ProtocolLimits.FRAME_PREFIX_BYTES);
    }

    @Test
    void shouldFitAFullBatchWithReferencesIntoAMessage() {
        final int block = 8 + CreateTransfersDecoder.BLOCK_LENGTH;
        final int full = ProtocolLimits.MAX_BATCH_EVENTS;
        final int events = GroupSizeEncodingDecoder.ENCODED_LENGTH + full * TransferEvent.BLOCK_BYTES;
        final int references = GroupSizeEncodingDecoder.ENCODED_LENGTH + full * ProtocolLimits.REFERENCE_FIELD_BYTES;
        assertTrue(block + events + references <= ProtocolLimits.MAX_MESSAGE_BYTES);
    }
}
