/**
 * Sessions of SEMANTICS section 4: who has opened one, which was used longest ago, and which requests of it were executed
 * and must not be executed again ({@link io.lastro.engine.session.SessionStore}). Their operations are behind
 * {@link io.lastro.engine.LedgerSessions}.
 *
 * <p>Of a request that is executed once the state keeps its number, its place in the journal and a hash of its content,
 * not its reply: the journal has that. Ledger thread only, but for {@link io.lastro.engine.session.RequestHash}.
 */
package io.lastro.engine.session;
