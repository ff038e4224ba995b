package io.lastro.node.audit;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.CheckFailedException;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the notes that a journal is held against were signed by a key that is believed. Without a key they are
 * unchecked, not good: who can write the journal can write notes as well.
 */
public final class SignatureCheck implements JournalCheck, BatchHandler {
    private static final String EXPORT = "./lastro keys export checkpoint --out PUB.pem";

    private final SignedHeads signed;

    /** A check of these. */
    public SignatureCheck(final SignedHeads signed) {
        this.signed = signed;
    }

    @Override
    public String name() {
        return "signatures";
    }

    @Override
    public boolean checked() {
        return signed.areChecked();
    }

    @Override
    public String finish(final VerifyReport walked) {
        if (!signed.problems().isEmpty()) {
            final List<String> shown = new ArrayList<>(signed.problems());
            if (signed.wrong() > shown.size()) {
                shown.add((signed.wrong() - shown.size()) + " more");
            }
            throw new CheckFailedException(0, String.join("; ", shown));
        }
        if (!signed.areChecked()) {
            return signed.files() + " notes, and no key to check them with: whoever can write these files can have"
                    + " written the notes too; give the public key with --key PUB.pem (where the token is: " + EXPORT
                    + ")";
        }
        if (signed.files() == 0) {
            throw new CheckFailedException(
                    0,
                    "there is no signed note, neither in " + NoteFolder.FOLDER + "/ nor given by --note: nothing shows"
                            + " that this journal is the one that was signed");
        }
        final List<String> by = new ArrayList<>();
        signed.signers().forEach((key, count) -> by.add(key + " (" + count + ")"));
        return "all " + signed.files() + " notes are signed, by key " + String.join(", ", by);
    }

    @Override
    public Map<String, Object> facts() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("notes", signed.files());
        facts.put("keysGiven", signed.areChecked());
        facts.put("notBelieved", signed.wrong());
        facts.put("signers", signed.signers());
        return facts;
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        // Notes only.
    }
}
