package io.lastro.hsm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Between the bridge and the real driver: counts logins, holds chosen calls up, and puts other flags over the token's.
 * Everything else goes to the real token and comes from there.
 */
final class Seam {
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> begun = new ConcurrentHashMap<>();
    private UnaryOperator<TokenState> state = UnaryOperator.identity();
    private volatile String heldMethod = "";
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Seam state(final UnaryOperator<TokenState> change) {
        state = change;
        return this;
    }

    int logins() {
        return logins.get();
    }

    /** Calls that hang right now. */
    int held() {
        return held.get();
    }

    /** From now on calls of the method hang until they are let go. */
    void hold(final String method) {
        gate = new CountDownLatch(1);
        heldMethod = method;
    }

    void letGo() {
        heldMethod = "";
        gate.countDown();
    }

    TokenDriver around(final TokenDriver driver) {
        return new TokenDriver() {
            @Override
            public TokenState connect(final boolean afresh) {
                pass("connect");
                return state.apply(driver.connect(afresh));
            }

            @Override
            public TokenSession openSession() {
                pass("openSession");
                return around(driver.openSession());
            }

            @Override
            public void close() {
                driver.close();
            }
        };
    }

    private TokenSession around(final TokenSession session) {
        return (TokenSession) Proxy.newProxyInstance(
                Seam.class.getClassLoader(), new Class<?>[] {TokenSession.class}, (proxy, method, arguments) -> {
                    pass(method.getName());
                    if (method.getName().equals("login")) {
                        logins.incrementAndGet();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Calls of the method so far. */
    int begun(final String method) {
        return begun.getOrDefault(method, 0);
    }

    private void pass(final String method) {
        begun.merge(method, 1, Integer::sum);
        if (method.equals(heldMethod)) {
            held.incrementAndGet();
            try {
                gate.await();
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                held.decrementAndGet();
            }
        }
    }
}
