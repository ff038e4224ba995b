/**
 * Bulk load: a CSV file of accounts, movements or transfers goes into a ledger by a small mapping file.
 *
 * <pre>
 *  file ->{@link io.lastro.node.load.LineReader}-> line ->{@link io.lastro.node.load.CsvRow}-> fields
 *       ->{@link io.lastro.node.load.RowMapper}-> Account or Transfer ->{@link io.lastro.node.load.TransferTarget}-> ledger
 * </pre>
 *
 * <p>{@link io.lastro.node.load.CsvLoader} runs twice over the file: the first pass checks every line and finds the
 * accounts that are needed, the second sends batches in the order of the file, one at a time, because a batch that
 * overtakes another would change balances. While one is under way the next is prepared. Every line that is not loaded
 * as it stands is named in the rejects file. Ids depend on the file's own keys only, so a repeated load moves nothing
 * twice. Memory does not grow with the file but for the set of accounts, which has a bound, as has the set of keys that
 * finds duplicates.
 *
 * <p>Amounts are decimal text that is read exactly; there is no floating point here.
 */
package io.lastro.node.load;
