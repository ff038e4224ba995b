package io.lastro.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.gateway.codec.RequestDecoder;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hand-written encoding and checking takes for granted about the schema. */
class WireLayoutTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CreateAccounts",
                "LookupAccounts",
                "LookupTransfers",
                "LookupRules",
                "Admin",
                "AccountTransfers",
                "BalanceAt",
                "QueryAccounts",
                "QueryTransfers",
                "ChangeEvents",
                "Ping",
                "SessionClose"
            })
    void shouldBeginAllRequestsWithTheSameBlock(final String message) throws Exception {
        assertEquals(offsets(CreateTransfersDecoder.class), offsets(decoder(message)));
        assertEquals(
                RequestDecoder.BLOCK_BYTES,
                decoder(message).getField("BLOCK_LENGTH").get(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CreateAccountsReply",
                "CreateTransfersReplyWithBalances",
                "LookupAccountsReply",
                "LookupTransfersReply"
            })
    void shouldBeginAllRepliesWithTheSameBlock(final String message) throws Exception {
        assertEquals(offsets(CreateTransfersReplyDecoder.class), offsets(decoder(message)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccountTransfersReply",
                "BalanceAtReply",
                "QueryAccountsReply",
                "QueryTransfersReply",
                "ChangeEventsReply"
            })
    void shouldBeginRepliesOfReadsWithThatBlockAndTheNextPage(final String message) throws Exception {
        final Map<String, Integer> offsets = offsets(decoder(message));
        assertTrue(offsets.entrySet()
                .containsAll(offsets(CreateTransfersReplyDecoder.class).entrySet()));
        assertEquals(CreateTransfersReplyDecoder.BLOCK_LENGTH, offsets.get("nextEncodingOffset"));
        assertEquals(
                CreateTransfersReplyDecoder.BLOCK_LENGTH + Long.BYTES,
                decoder(message).getField("BLOCK_LENGTH").get(null));
    }

    @Test
    void shouldHaveTheSameRowsInLookupsAndQueries() throws Exception {
        assertEquals(
                offsets(nested("LookupAccountsReply", "Accounts")), offsets(nested("QueryAccountsReply", "Accounts")));
        assertEquals(
                offsets(nested("LookupTransfersReply", "Transfers")),
                offsets(nested("QueryTransfersReply", "Transfers")));
        assertEquals(
                offsets(nested("AccountTransfersReply", "Movements")),
                offsets(nested("ChangeEventsReply", "Movements")));
        assertEquals(offsets(nested("QueryAccounts", "Filters")), offsets(nested("QueryTransfers", "Filters")));
        final Map<String, Integer> stored = offsets(nested("LookupTransfersReply", "Transfers"));
        stored.values().removeIf(offset -> offset >= 120);
        assertTrue(
                offsets(nested("AccountTransfersReply", "Movements")).entrySet().containsAll(stored.entrySet()));
        assertTrue(offsets(nested("CreateTransfers", "Events")).entrySet().containsAll(stored.entrySet()));
    }

    @Test
    void shouldBeginAllResultsAlike() throws Exception {
        final Map<String, Integer> results = offsets(nested("CreateTransfersReply", "Results"));
        assertEquals(results, offsets(nested("CreateAccountsReply", "Results")));
        final Map<String, Integer> withBalances = offsets(nested("CreateTransfersReplyWithBalances", "Results"));
        assertTrue(withBalances.entrySet().containsAll(results.entrySet()));
        assertEquals(11, withBalances.size());
    }

    @Test
    void shouldTakeIdsAsTwoLongs() {
        assertEquals(RequestDecoder.ID_BYTES, LookupAccountsDecoder.IdsDecoder.sbeBlockLength());
        assertEquals(RequestDecoder.ID_BYTES, LookupTransfersDecoder.IdsDecoder.sbeBlockLength());
        assertEquals(ProtocolLimits.REFERENCE_FIELD_BYTES, CreateTransfersDecoder.ReferencesDecoder.sbeBlockLength());
    }

    @Test
    void shouldFitEveryFullBatchIntoAFrame() throws Exception {
        final int full = ProtocolLimits.MAX_BATCH_EVENTS;
        assertTrue(full * (128 + 36) + 100 <= ProtocolLimits.MAX_MESSAGE_BYTES);
        for (final String[] group : new String[][] {
            {"CreateTransfersReplyWithBalances", "Results"},
            {"LookupAccountsReply", "Accounts"},
            {"LookupTransfersReply", "Transfers"},
            {"AccountTransfersReply", "Movements"}
        }) {
            final int rowBytes =
                    (int) nested(group[0], group[1]).getMethod("sbeBlockLength").invoke(null);
            assertTrue(full * rowBytes + 100 <= ProtocolLimits.MAX_MESSAGE_BYTES, group[0]);
        }
    }

    private static Class<?> decoder(final String message) throws ClassNotFoundException {
        return Class.forName("io.lastro.protocol.codec." + message + "Decoder");
    }

    private static Class<?> nested(final String message, final String group) throws ClassNotFoundException {
        return Class.forName("io.lastro.protocol.codec." + message + "Decoder$" + group + "Decoder");
    }

    private static Map<String, Integer> offsets(final Class<?> codec)
            throws InvocationTargetException, IllegalAccessException {
        final Map<String, Integer> found = new TreeMap<>();
        for (final Method method : codec.getMethods()) {
            final String name = method.getName();
            if (Modifier.isStatic(method.getModifiers()) && name.endsWith("EncodingOffset")) {
                found.put(name, (Integer) method.invoke(null));
            }
        }
        assertTrue(!found.isEmpty(), "no fields in " + codec);
        return found;
    }
}
