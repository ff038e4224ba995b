package io.lastro.node.cli;

import io.lastro.client.ClientContext;
import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every one-shot command has: the node, the deadline, the form of the answer. */
final class NodeCall {
    static final int ACCEPTED = 0;
    static final int REFUSED = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--address", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:7310", description = "The node.")
    private String address;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait. Default: 5.")
    private int timeoutSeconds;

    @Option(names = "--json", description = "Prints one JSON object instead of lines for people.")
    private boolean json;

    /** Asks the node and prints the answer: the exit code is what the answer says, see {@link Answer}. */
    int ask(final Function<LastroClient, Answer> question) {
        final int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw wrongUse("--address is not HOST:PORT: " + address);
        }
        final ClientContext context = new ClientContext()
                .address(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                .connections(1)
                .deadline(Duration.ofSeconds(timeoutSeconds));
        try (LastroClient client = LastroClient.connect(context)) {
            final Answer answer = question.apply(client);
            if (json) {
                Printer.json(answer.fields(), spec.commandLine().getOut());
            } else {
                Printer.lines(answer.fields(), spec.commandLine().getOut());
            }
            return answer.accepted() ? ACCEPTED : REFUSED;
        }
    }

    ParameterException wrongUse(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** A random id whose first half is the time, so that ids of one program are near each other. */
    static Id newId() {
        return Id.of(UUID.randomUUID().getLeastSignificantBits(), System.currentTimeMillis());
    }

    /**
     * An answer.
     *
     * @param accepted whether the ledger took or found what was asked.
     * @param fields what is printed, in order: text, numbers, booleans, lists and further maps.
     */
    record Answer(boolean accepted, Map<String, Object> fields) {}

    /** Decimal, 0x and hexadecimal, or a UUID. */
    static final class IdConverter implements ITypeConverter<Id> {
        @Override
        public Id convert(final String text) {
            if (text.startsWith("0x")) {
                return Id.ofHex(text.substring(2));
            }
            return text.indexOf('-') > 0 ? Id.ofHex(text) : Id.ofDecimal(text);
        }
    }
}
