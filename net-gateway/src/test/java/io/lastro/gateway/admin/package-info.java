/** Tests of the admin port over real HTTP. */
package io.lastro.gateway.admin;
