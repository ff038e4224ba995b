package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ReceiptMacTest {
    private static final byte[] KEY = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    };

    @Test
    void shouldBeHmacSha256OfTheFieldsInTheirOrder() throws Exception {
        final ReceiptMac mac = new ReceiptMac(KEY).of(11, 12, 1, 2, 3, 99, 21, 22);
        final ByteBuffer input = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        input.putLong(11)
                .putLong(12)
                .putInt(1)
                .putInt(2)
                .putLong(3)
                .putLong(99)
                .putLong(21)
                .putLong(22);
        final Mac reference = Mac.getInstance("HmacSHA256");
        reference.init(new SecretKeySpec(KEY, "HmacSHA256"));
        final ByteBuffer expected =
                ByteBuffer.wrap(reference.doFinal(input.array())).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(expected.getLong(0), mac.low());
        assertEquals(expected.getLong(8), mac.high());
        assertTrue(mac.matches(expected.getLong(0), expected.getLong(8)));
    }

    @Test
    void shouldChangeWithEveryField() {
        final ReceiptMac mac = new ReceiptMac(KEY).of(11, 12, 1, 2, 3, 99, 21, 22);
        final long low = mac.low();
        final long high = mac.high();
        assertFalse(mac.of(10, 12, 1, 2, 3, 99, 21, 22).matches(low, high), "cluster id, low");
        assertFalse(mac.of(11, 13, 1, 2, 3, 99, 21, 22).matches(low, high), "cluster id, high");
        assertFalse(mac.of(11, 12, 2, 2, 3, 99, 21, 22).matches(low, high), "lineage");
        assertFalse(mac.of(11, 12, 1, 3, 3, 99, 21, 22).matches(low, high), "group");
        assertFalse(mac.of(11, 12, 1, 2, 4, 99, 21, 22).matches(low, high), "epoch");
        assertFalse(mac.of(11, 12, 1, 2, 3, 98, 21, 22).matches(low, high), "sequence");
        assertFalse(mac.of(11, 12, 1, 2, 3, 99, 20, 22).matches(low, high), "chain, low");
        assertFalse(mac.of(11, 12, 1, 2, 3, 99, 21, 23).matches(low, high), "chain, high");
        assertTrue(mac.of(11, 12, 1, 2, 3, 99, 21, 22).matches(low, high));
        final byte[] otherKey = KEY.clone();
        otherKey[31] ^= 1;
        assertFalse(new ReceiptMac(otherKey).of(11, 12, 1, 2, 3, 99, 21, 22).matches(low, high), "key");
    }
}
