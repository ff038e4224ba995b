/**
 * What the campaign asked for, what it was told, and the comparison of both with what the ledger says.
 *
 * <p>A request's events are a function of the seed and the request's number, so a campaign of millions of transfers keeps
 * only one small {@link io.lastro.system.book.Request} per request and writes the events again when it looks them up.
 * {@link io.lastro.system.book.Plan} makes the events, {@link io.lastro.system.book.Book} keeps the requests and the
 * balances that follow from them, {@link io.lastro.system.book.Audit} asks the ledger and compares.
 */
package io.lastro.system.book;
