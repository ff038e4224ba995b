package io.lastro.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateAccountsEncoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.CreateTransfersEncoder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The hand-written windows over events and outcomes: events byte for byte like SBE's groups, outcomes as drawn. */
class WindowLayoutTest {
    private static final int GROUP_AT = 100;

    private final long seed = Long.getLong("lastro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void shouldReadAccountEventsWhereSbePutsThem() throws Exception {
        assertEquals(CreateAccountsDecoder.EventsDecoder.sbeBlockLength(), AccountEvent.BLOCK_BYTES);
        final UnsafeBuffer buffer = noise();
        new CreateAccountsEncoder().wrap(buffer, 0).eventsCount(2);
        final CreateAccountsDecoder message =
                new CreateAccountsDecoder().wrap(buffer, 0, CreateAccountsDecoder.BLOCK_LENGTH, 1);
        final CreateAccountsDecoder.EventsDecoder sbe = message.events();
        sbe.next();
        sbe.next();
        final int at = message.limit() - AccountEvent.BLOCK_BYTES;
        final Map<String, Long> read = values(new AccountEvent().wrap(buffer, at));
        assertEquals(11, read.size(), read.toString());
        assertEquals(sbeValues(sbe, read), read, "seed " + seed);
    }

    @Test
    void shouldReadTransferEventsWhereSbePutsThem() throws Exception {
        assertEquals(CreateTransfersDecoder.EventsDecoder.sbeBlockLength(), TransferEvent.BLOCK_BYTES);
        final UnsafeBuffer buffer = noise();
        new CreateTransfersEncoder().wrap(buffer, 0).eventsCount(2);
        final CreateTransfersDecoder message =
                new CreateTransfersDecoder().wrap(buffer, 0, CreateTransfersDecoder.BLOCK_LENGTH, 1);
        final CreateTransfersDecoder.EventsDecoder sbe = message.events();
        sbe.next();
        sbe.next();
        final int at = message.limit() - TransferEvent.BLOCK_BYTES;
        final Map<String, Long> read = values(new TransferEvent().wrap(buffer, at));
        assertEquals(19, read.size(), read.toString());
        assertEquals(sbeValues(sbe, read), read, "seed " + seed);
    }

    @Test
    void shouldWriteEventsWhereTheyAreRead() throws Exception {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        assertWritesWhatItReads(new AccountEvent().wrapWritable(buffer, 7), buffer, 7, AccountEvent.BLOCK_BYTES);
        assertWritesWhatItReads(new TransferEvent().wrapWritable(buffer, 7), buffer, 7, TransferEvent.BLOCK_BYTES);
        assertWritesWhatItReads(new AccountOutcome().wrapWritable(buffer, 7), buffer, 7, AccountOutcome.BLOCK_BYTES);
        assertWritesWhatItReads(new TransferOutcome().wrapWritable(buffer, 7), buffer, 7, TransferOutcome.BLOCK_BYTES);
    }

    /** Offsets of the outcomes are journal format and have no schema to be compared with. */
    @Test
    void shouldKeepTheOffsetsOfOutcomes() throws Exception {
        assertEquals("{RESERVED=4, RESULT=0, SEQUENCE=16, TIMESTAMP_NS=8}", offsets(AccountOutcome.class));
        assertEquals(24, AccountOutcome.BLOCK_BYTES);
        assertEquals(
                "{AMOUNT=24, CLOSED_ACCOUNTS=150, CODE=148, CREDIT_ACCOUNT_ID_HIGH=136, CREDIT_ACCOUNT_ID_LOW=128,"
                        + " CREDIT_CREDITS_PENDING=80, CREDIT_CREDITS_POSTED=88, CREDIT_DEBITS_PENDING=64,"
                        + " CREDIT_DEBITS_POSTED=72, DEBIT_ACCOUNT_ID_HIGH=120, DEBIT_ACCOUNT_ID_LOW=112,"
                        + " DEBIT_CREDITS_PENDING=48, DEBIT_CREDITS_POSTED=56, DEBIT_DEBITS_PENDING=32,"
                        + " DEBIT_DEBITS_POSTED=40, LEDGER=144, PREVIOUS_CREDIT_SEQUENCE=104,"
                        + " PREVIOUS_DEBIT_SEQUENCE=96, RESERVED=4, RESULT=0, SEQUENCE=16, TIMESTAMP_NS=8}",
                offsets(TransferOutcome.class));
        assertEquals(152, TransferOutcome.BLOCK_BYTES);
    }

    /** The same for the journal's checkpoints. */
    @Test
    void shouldKeepTheOffsetsOfCheckpoints() throws Exception {
        assertEquals(
                "{COVERED_CHAIN_HIGH=16, COVERED_CHAIN_LOW=8, COVERED_SEQUENCE=0, FLAGS=80, LEDGER_COUNT=84,"
                        + " ROW_LEDGER=0, ROW_PENDING=8, ROW_POSTED=24, ROW_RESERVED=4, STATE_DIGEST_HIGH=72,"
                        + " STATE_DIGEST_LOW=64, TREE_ROOT=32, TREE_SIZE=24}",
                offsets(CheckpointEvent.class));
        assertEquals(88, CheckpointEvent.HEAD_BYTES);
        assertEquals(40, CheckpointEvent.LEDGER_ROW_BYTES);
        assertEquals(256, CheckpointEvent.MAX_LEDGER_ROWS);
    }

    @Test
    void shouldClearEveryByteAndNoOther() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[300]);
        buffer.setMemory(0, 300, (byte) -1);
        new TransferOutcome().wrapWritable(buffer, 10).clear();
        assertEquals(-1, buffer.getByte(9));
        assertEquals(-1, buffer.getByte(10 + TransferOutcome.BLOCK_BYTES));
        for (int i = 0; i < TransferOutcome.BLOCK_BYTES; i++) {
            assertEquals(0, buffer.getByte(10 + i));
        }
    }

    private UnsafeBuffer noise() {
        final byte[] bytes = new byte[GROUP_AT + 4 * TransferEvent.BLOCK_BYTES];
        random.nextBytes(bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Everything that a window can tell, by name, as numbers without sign. */
    private static Map<String, Long> values(final Object window) throws Exception {
        final Map<String, Long> found = new TreeMap<>();
        for (final Method method : window.getClass().getDeclaredMethods()) {
            if (isGetter(method)) {
                found.put(method.getName(), unsigned(method.invoke(window)));
            }
        }
        return found;
    }

    private static boolean isGetter(final Method method) {
        final boolean isNumber = method.getReturnType() == long.class || method.getReturnType() == int.class;
        return isNumber
                && method.getParameterCount() == 0
                && Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !method.getName().equals("offset");
    }

    /** What SBE reads for the same names. */
    private static Map<String, Long> sbeValues(final Object decoder, final Map<String, Long> names) throws Exception {
        final Map<String, Long> found = new TreeMap<>();
        for (final String name : names.keySet()) {
            final Object value = decoder.getClass().getMethod(name).invoke(decoder);
            final boolean isSet = !(value instanceof Number);
            found.put(
                    name, unsigned(isSet ? value.getClass().getMethod("getRaw").invoke(value) : value));
        }
        return found;
    }

    private static long unsigned(final Object number) {
        if (number instanceof final Integer value) {
            return value & 0xFFFF_FFFFL;
        }
        if (number instanceof final Short value) {
            return value & 0xFFFFL;
        }
        return ((Number) number).longValue();
    }

    /** Sets each field in turn and looks that it alone has changed, inside the block. */
    private void assertWritesWhatItReads(
            final Object window, final UnsafeBuffer buffer, final int at, final int blockBytes) throws Exception {
        int written = 0;
        for (final Method setter : window.getClass().getDeclaredMethods()) {
            if (setter.getParameterCount() != 1 || !Modifier.isPublic(setter.getModifiers())) {
                continue;
            }
            buffer.setMemory(0, buffer.capacity(), (byte) 0);
            final long value = random.nextInt(1, 1 << 15);
            final boolean isLong = setter.getParameterTypes()[0] == long.class;
            setter.invoke(window, isLong ? (Object) value : (Object) (int) value);
            final Map<String, Long> after = values(window);
            for (final Map.Entry<String, Long> entry : after.entrySet()) {
                final long expected = entry.getKey().equals(setter.getName()) ? value : 0;
                assertEquals(expected, entry.getValue(), setter.getName() + " seen in " + entry.getKey());
            }
            for (int i = 0; i < buffer.capacity(); i++) {
                assertTrue(i >= at && i < at + blockBytes || buffer.getByte(i) == 0, setter.getName());
            }
            written++;
        }
        assertTrue(written >= 3, window.getClass().getSimpleName() + " has " + written + " setters");
    }

    private static String offsets(final Class<?> window) throws IllegalAccessException {
        final Map<String, Integer> found = new TreeMap<>();
        for (final Field field : window.getFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                found.put(field.getName().replace("_OFFSET", ""), field.getInt(null));
            }
        }
        return found.toString();
    }
}
