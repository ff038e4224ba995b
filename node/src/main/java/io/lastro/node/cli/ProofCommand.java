package io.lastro.node.cli;

import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.RejectedException;
import io.lastro.client.StoredTransfer;
import io.lastro.protocol.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code client proof}: the receipt file of a transfer, to be kept and checked without the node. */
@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches the proof that a transfer is in the journal under a signed head: a receipt file, which verify-receipt",
            "checks with the public key alone. A transfer of this moment has one about a second later. Exit code 3 when",
            "there is no such transfer, or no signed head covers it in time."
        })
final class ProofCommand implements Callable<Integer> {
    private static final long ASK_AGAIN_MS = 200;

    @Mixin
    private NodeCall node;

    @Parameters(arity = "0..1", paramLabel = "ID", converter = NodeCall.IdConverter.class, description = "Transfer.")
    private Id id;

    @Option(names = "--sequence", paramLabel = "N", description = "Any event by its sequence instead of a transfer.")
    private long sequence;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Gets the receipt file; replaced.")
    private Path out;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to ask again while no signed head covers it. Default: ${DEFAULT-VALUE}.")
    private int waitSeconds;

    @Override
    public Integer call() {
        if (id == null == (sequence == 0)) {
            throw node.wrongUse("either a transfer's id or --sequence is to be given");
        }
        return node.ask(client -> {
            final long at = id == null ? sequence : sequenceOf(client);
            final Optional<String> proof = at == 0 ? Optional.empty() : fetch(client, at);
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("sequence", at);
            fields.put("state", proof.isPresent() ? "proven" : "missing");
            proof.ifPresent(text -> {
                write(text);
                fields.put("file", out.toString());
            });
            return new NodeCall.Answer(proof.isPresent(), fields);
        });
    }

    private long sequenceOf(final LastroClient client) {
        final Optional<StoredTransfer> found =
                client.lookupTransfers(List.of(id)).rows().get(0);
        return found.map(StoredTransfer::sequence).orElse(0L);
    }

    private Optional<String> fetch(final LastroClient client, final long at) {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        while (true) {
            try {
                return client.inclusionProof(at);
            } catch (final RejectedException e) {
                if (e.errorCode() != ErrorCode.NOT_PROVEN_YET || System.nanoTime() >= endNs) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a signed head", e);
        }
    }

    private void write(final String text) {
        try {
            Files.writeString(out, text);
        } catch (final IOException e) {
            throw new UncheckedIOException("file " + out + " cannot be written: " + e, e);
        }
    }
}
