package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.CreateTransferResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest extends ClientTestCommon {
    @Test
    void shouldStopWhenTheNodeLostWhatItAcknowledged() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        client.createTransfer(transfer(10).build());
        node.hideSequences(1);
        node.cutConnections();
        final LostAcknowledgementException e = assertThrows(
                LostAcknowledgementException.class,
                () -> client.createTransfer(transfer(11).build()));
        assertTrue(e.getMessage().contains("committed sequence 2"), e::getMessage);
        assertTrue(e.getMessage().contains("sequence 3 was acknowledged"), e::getMessage);
        node.hideSequences(0); // for good: people have to look
        assertThrows(LostAcknowledgementException.class, client::ping);
        assertEquals(1, ledger.transferCount());
    }

    @Test
    void shouldStopOverARestartOfTheProgramToo() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        final Receipt kept = client.receipt();
        client.close();
        assertEquals(
                kept.sequence(), connect(context().receipt(kept)).serverInfo().committedSequence());
        assertEquals(kept.sequence(), node.lastReceiptHandedOver());
        node.hideSequences(1);
        assertThrows(
                LostAcknowledgementException.class,
                () -> LastroClient.connect(context().receipt(kept)));
    }

    @Test
    void shouldRefuseAnotherCluster() {
        assertThrows(
                LostAcknowledgementException.class,
                () -> LastroClient.connect(context().clusterId(Id.of(78))));
        node.politeAboutClusters(false);
        final LostAcknowledgementException e = assertThrows(
                LostAcknowledgementException.class,
                () -> LastroClient.connect(context().clusterId(Id.of(78))));
        assertTrue(e.getMessage().contains("cluster"), e::getMessage);
        assertEquals(
                Id.of(77), connect(context().clusterId(Id.of(77))).serverInfo().clusterId());
    }

    @Test
    void shouldStopWhenTheClusterChangesBehindTheAddress() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1)));
        node.politeAboutClusters(false);
        node.cluster(5);
        node.cutConnections();
        assertThrows(LostAcknowledgementException.class, client::ping);
    }

    @Test
    void shouldLookForAnotherNodeWhenThisOneIsStale() {
        final LastroClient client = connect(context().deadline(Duration.ofSeconds(5)));
        client.createAccounts(List.of(account(1), account(2)));
        node.epoch(2);
        node.cutConnections();
        assertTrue(eventually(() -> client.stats().lastCause().contains("stale")));
        node.epoch(4);
        assertEquals(
                CreateTransferResult.CREATED,
                client.createTransfer(transfer(10).build()).result());
        assertEquals(4, client.receipt().epoch());
    }

    @Test
    void shouldDropReceiptsOfAnOldLineage() {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.lineage(2).hideSequences(1);
        node.cutConnections();
        assertTrue(client.createTransfer(transfer(10).build()).inLedger());
        assertEquals(2, client.receipt().lineage());
    }
}
