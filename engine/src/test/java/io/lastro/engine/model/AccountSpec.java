package io.lastro.engine.model;

import io.lastro.protocol.AccountEvent;
import java.math.BigInteger;
import org.agrona.MutableDirectBuffer;

/** An account event of a test. */
public final class AccountSpec {
    public BigInteger id = BigInteger.ZERO;
    public BigInteger userData128 = BigInteger.ZERO;
    public long userData64;
    public int userData32;
    public long timestampNs;
    public int reserved;
    public int ledger = 1;
    public int code = 1;
    public int flags;

    public static AccountSpec account(final long id) {
        final AccountSpec spec = new AccountSpec();
        spec.id = BigInteger.valueOf(id);
        return spec;
    }

    public AccountSpec flags(final int value) {
        flags = value;
        return this;
    }

    public AccountSpec ledger(final int value) {
        ledger = value;
        return this;
    }

    public AccountSpec timestampNs(final long value) {
        timestampNs = value;
        return this;
    }

    public boolean has(final int flag) {
        return (flags & flag) != 0;
    }

    public void encode(final MutableDirectBuffer buffer, final int at) {
        new AccountEvent()
                .wrapWritable(buffer, at)
                .clear()
                .idLow(id.longValue())
                .idHigh(id.shiftRight(64).longValue())
                .userData128Low(userData128.longValue())
                .userData128High(userData128.shiftRight(64).longValue())
                .userData64(userData64)
                .userData32(userData32)
                .timestampNs(timestampNs)
                .reserved(reserved)
                .ledger(ledger)
                .code(code)
                .flags(flags);
    }

    @Override
    public String toString() {
        return "account " + id + " ledger " + ledger + " code " + code + " flags " + Integer.toBinaryString(flags)
                + (timestampNs == 0 ? "" : " at " + timestampNs);
    }
}
