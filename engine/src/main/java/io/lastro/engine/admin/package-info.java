/**
 * Admin commands of SEMANTICS section 6: what was executed before ({@link io.lastro.engine.admin.CommandStore}), in which
 * order a command is decided, what it does, and how recorded ones are applied, behind
 * {@link io.lastro.engine.admin.AdminProcessor}.
 *
 * <p>A refusal is a result code in the outcome and leaves the command's id usable. Ledger thread only; nothing is
 * allocated per command but memory of the stores.
 */
package io.lastro.engine.admin;
