package io.lastro.node.load;

import io.lastro.client.Account;
import io.lastro.client.Id;
import io.lastro.client.Transfer;

/**
 * What one good line asks for: an account or a transfer.
 *
 * @param id of it.
 * @param account for files of accounts, else null.
 * @param transfer for all others, else null.
 * @param stated the balance that the file states; null = none.
 * @param customer the account of a movement; null for other kinds.
 * @param counter the other side of a movement; null for other kinds.
 */
record LoadRow(
        Id id,
        Account account,
        Transfer transfer,
        StatedBalance stated,
        NeededAccount customer,
        NeededAccount counter) {

    /**
     * A balance that the file states.
     *
     * @param column where it stands.
     * @param text as it stands there.
     * @param minor its value.
     * @param rule which account and which sense.
     */
    record StatedBalance(String column, String text, long minor, LoadMapping.StatedRule rule) {}

    /**
     * An account that must be there before the line.
     *
     * @param id its id.
     * @param code chart-of-accounts number.
     * @param name for people.
     */
    record NeededAccount(Id id, int code, String name) {}

    /** Whether a movement is money in for its customer. */
    boolean creditsCustomer() {
        return transfer.creditAccountId().equals(customer.id());
    }
}
