/**
 * The admin port: liveness, readiness, metrics and status over HTTP, on a port and a thread of its own.
 *
 * <p>It answers while the client port drains or is overloaded, because they share neither thread nor limit. What it
 * tells comes from suppliers that the node passes in; they are called on the admin thread and must not block. Only
 * GET is answered, requests are small and connections few: everything else gets an HTTP error and is closed.
 */
package io.lastro.gateway.admin;
