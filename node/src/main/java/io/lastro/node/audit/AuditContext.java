package io.lastro.node.audit;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.JournalStorage;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What an auditor is made of; everything is required but the defaults shown. */
public final class AuditContext {
    Path dataDirectory;
    JournalStorage storage;
    String origin;
    LongSupplier released;
    BooleanSupplier acceptsWrites = () -> true;
    LedgerEngine engine;
    CheckpointOffer offer;
    CheckpointSigner signer = CheckpointSigner.NONE;
    Function<Path, AuditTree> tree;
    AuditSettings settings;
    Consumer<Enum<?>> steps = step -> {};

    /** Directory of the journal, and what makes bytes durable in it. */
    public AuditContext dataDirectory(final Path value, final JournalStorage files) {
        dataDirectory = value;
        storage = files;
        return this;
    }

    /** First line of the notes: names this log. */
    public AuditContext origin(final String value) {
        origin = value;
        return this;
    }

    /** Highest sequence that may be read, at least the journal's end at the start; any thread. */
    public AuditContext released(final LongSupplier value) {
        released = value;
        return this;
    }

    /** Whether the disk has room for new work; any thread. */
    public AuditContext acceptsWrites(final BooleanSupplier value) {
        acceptsWrites = value;
        return this;
    }

    /** The recovered engine; looked at by {@link Auditor#Auditor} only, while it stands still. */
    public AuditContext engine(final LedgerEngine value) {
        engine = value;
        return this;
    }

    /** Way into the ring; auditor's thread. */
    public AuditContext offer(final CheckpointOffer value) {
        offer = value;
        return this;
    }

    /** Who signs. */
    public AuditContext signer(final CheckpointSigner value) {
        signer = value;
        return this;
    }

    /** Opens another tree in a folder that is there; for tests. */
    AuditContext tree(final Function<Path, AuditTree> value) {
        tree = value;
        return this;
    }

    /** Bounds. */
    public AuditContext settings(final AuditSettings value) {
        settings = value;
        return this;
    }

    /** Told of {@link AuditStep}s, for fault campaigns. */
    public AuditContext steps(final Consumer<Enum<?>> value) {
        steps = value;
        return this;
    }
}
