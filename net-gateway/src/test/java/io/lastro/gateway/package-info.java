/** Tests over real sockets on the loopback interface, with a ring and a release thread behind the gateway. */
package io.lastro.gateway;
