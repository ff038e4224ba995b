/**
 * The wallet's rules of SEMANTICS section 6, as far as they are kept and asked: a record for each account that has some
 * ({@link io.lastro.engine.rules.RuleStore}), its blocks ({@link io.lastro.engine.rules.BlockStore}), the windows of the
 * Brasilia clock ({@link io.lastro.engine.rules.RuleClock}), and the door through which transfers and admin commands
 * come ({@link io.lastro.engine.rules.AccountRules}).
 *
 * <p>Nothing here changes by itself: a raise that has become valid and a block that has ended are seen as such by the
 * timestamp of the event that asks. So applying recorded events brings the same bytes as deciding them. Ledger thread
 * only; nothing is allocated per event.
 */
package io.lastro.engine.rules;
