package io.lastro.system.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Clients that ask one thing at a time, keep the id and resend it to whoever may lead, and remember what they were told.
 */
final class SimClients {
    /** Accounts 1 to this. */
    static final int ACCOUNTS = 8;

    private static final int CLIENTS = 3;
    private static final long IDS_PER_CLIENT = 1_000_000;
    private static final int MOST_TRANSFERS = 3;
    private static final double READS = 0.2;
    private static final double READS_OF_READER = 0.9;
    private static final int READER = 2;
    private static final double READER_MOVES = 0.1;
    private static final double RECEIPTS = 0.2;
    private static final long TIMEOUT_NS = 200 * SimWorld.MS;
    private static final long REFUSED_NS = 20 * SimWorld.MS;
    private static final long THINK_LEAST_NS = SimWorld.MS;
    private static final long THINK_MOST_NS = 40 * SimWorld.MS;

    /** One client. */
    private static final class Client {
        final int number;
        long nextId;
        long sendings;
        SimRequest request;
        long seenBefore;
        SimReply receipt;
        int target;
        long done;

        Client(final int number) {
            this.number = number;
            nextId = (number + 1) * IDS_PER_CLIENT;
        }
    }

    private final SimWorld world;
    private final SimRandom random;
    private final List<Client> clients = new ArrayList<>();
    private final List<Long> acknowledgedIds = new ArrayList<>();
    private long acknowledgedSequence;
    private boolean accountsMade;
    private boolean stopped;
    private long reads;

    SimClients(final SimWorld world, final SimRandom random) {
        this.world = world;
        this.random = random;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
    }

    void begin() {
        for (final Client client : clients) {
            world.after(random.between(0, THINK_MOST_NS), () -> next(client));
        }
    }

    /** No new requests; what waits is still asked for. */
    void stop() {
        stopped = true;
    }

    boolean idle() {
        return clients.stream().allMatch(client -> client.request == null);
    }

    List<Long> acknowledgedIds() {
        return acknowledgedIds;
    }

    long reads() {
        return reads;
    }

    /** Answers that the client with the fewest has got. */
    long fewestDone() {
        return clients.stream().mapToLong(client -> client.done).min().orElse(0);
    }

    private void next(final Client client) {
        if (stopped) {
            return;
        }
        if (!accountsMade && client.number != 0) {
            world.after(THINK_MOST_NS, () -> next(client));
            return;
        }
        if (!accountsMade) {
            client.request = new SimRequest(client.number, client.sendings, SimRequest.ACCOUNTS, ACCOUNTS);
        } else if (random.chance(client.number == READER ? READS_OF_READER : READS)) {
            client.request = new SimRequest(client.number, client.sendings, SimRequest.READ, 0);
        } else {
            final int count = 1 + random.below(MOST_TRANSFERS);
            client.request = new SimRequest(client.number, client.sendings, client.nextId, count);
            client.nextId += count;
        }
        client.seenBefore = acknowledgedSequence;
        if (client.number == READER && random.chance(READER_MOVES)) {
            client.target = random.below(SimWorld.NODES);
        }
        send(client);
    }

    private void send(final Client client) {
        final SimRequest last = client.request;
        client.request = new SimRequest(last.client(), ++client.sendings, last.firstId(), last.count());
        final SimRequest request = client.request;
        final SimNode target = world.nodes.get(client.target);
        if (!world.network.losesClientMessage(client.number != READER, target.id())) {
            final SimReply receipt = random.chance(RECEIPTS) ? client.receipt : null;
            world.after(world.network.delayNs(), () -> target.post(() -> arrive(target, request, receipt)));
        }
        world.after(TIMEOUT_NS, () -> {
            if (client.request == request) {
                client.target = random.below(SimWorld.NODES);
                send(client);
            }
        });
    }

    private static void arrive(final SimNode target, final SimRequest request, final SimReply receipt) {
        if (receipt != null && target.process() != null) {
            target.process().onReceipt(receipt);
        }
        if (target.process() != null) {
            target.process().onRequest(request);
        }
    }

    /** A node answers. */
    void answer(final SimNode from, final SimReply reply) {
        if (!world.network.losesClientMessage(reply.request().client() != READER, from.id())) {
            world.after(world.network.delayNs(), () -> arrive(reply));
        }
    }

    private void arrive(final SimReply reply) {
        final Client client = clients.get(reply.request().client());
        final SimRequest asked = client.request;
        if (asked == null || asked.firstId() != reply.request().firstId()) {
            return;
        }
        if (!reply.done()) {
            if (asked == reply.request()) {
                client.target = reply.hint() >= 0 ? reply.hint() : random.below(SimWorld.NODES);
                world.after(REFUSED_NS, () -> {
                    if (client.request == asked) {
                        send(client);
                    }
                });
            }
            return;
        }
        if (asked.isRead() && asked.number() != reply.request().number()) {
            return; // an answer to an earlier sending of a read says less than was asked
        }
        world.oracle.onReply(reply, asked.isRead() ? client.seenBefore : 0);
        world.trace.event(world.nowNs(), SimWorld.NODES + client.number, 1, reply.sequence());
        accept(client, reply);
    }

    private void accept(final Client client, final SimReply reply) {
        final SimRequest asked = client.request;
        acknowledgedSequence = Math.max(acknowledgedSequence, reply.sequence());
        if (asked.isRead()) {
            reads++;
        } else if (asked.firstId() == SimRequest.ACCOUNTS) {
            accountsMade = true;
        } else {
            for (int i = 0; i < asked.count(); i++) {
                acknowledgedIds.add(asked.firstId() + i);
            }
        }
        client.receipt = asked.isRead() ? client.receipt : reply;
        client.request = null;
        client.done++;
        world.after(random.skewed(THINK_LEAST_NS, THINK_MOST_NS), () -> next(client));
    }
}
