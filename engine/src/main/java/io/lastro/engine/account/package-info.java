/**
 * Accounts: one 64-byte slot each ({@link io.lastro.engine.account.AccountStore}, seen through
 * {@link io.lastro.engine.account.AccountFlyweight}), what is seldom needed beside it, the sums per ledger, and the
 * rules for creating accounts ({@link io.lastro.engine.account.AccountProcessor}).
 *
 * <p>An account's number is its slot, counted in order of creation and never reused but after a rolled back chain. The
 * wallet's rules (credit limits, blocks, freezes, limits) live in slabs of their own ({@code io.lastro.engine.rules}),
 * touched only for accounts whose flags say that they have some. Ledger thread only.
 */
package io.lastro.engine.account;
