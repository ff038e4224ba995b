package io.lastro.engine.reference;

/**
 * One kind of event that can be linked.
 *
 * @param <E> event.
 * @param <R> result of an event.
 */
interface EventRules<E, R> {
    /** Whether it is chained with the next event. */
    boolean linked(E event);

    /** Whether it carries its own past timestamp. */
    boolean imported(E event);

    /** Whether a result is created. */
    boolean succeeded(R result);

    /** The result of an event whose chain failed at another event. */
    R chainFailed(Moment at);

    /** The result of the last event of a batch that is still linked. */
    R chainOpen(Moment at);

    /** Applies an event or refuses it. */
    R execute(E event, Moment at);

    /** The result of the event just executed, told again after its failure undid its chain. */
    R afterUndoing(R result);
}
