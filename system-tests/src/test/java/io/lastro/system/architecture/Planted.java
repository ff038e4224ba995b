package io.lastro.system.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** A class that breaks exactly the named rules; it exists only as text and is compiled while the test runs. */
record Planted(String packageName, String body, List<String> rules) {
    private static final String ENGINE = "io.lastro.engine";
    private static final String REPLICATION = "io.lastro.replication";

    /** The first ones break nothing: they keep the rules from being red at everything. */
    static final List<Planted> ALL = List.of(
            plant(ENGINE, "org.agrona.DirectBuffer buffer; java.util.LinkedHashMap<String, Long> names;"),
            plant(ENGINE, "long read(java.util.Map<String, Long> m) { return m.get(\"a\") + Math.max(1L, 2L); }"),
            plant("io.lastro.engine.pipeline", "com.lmax.disruptor.RingBuffer<Object> ring;"),
            plant("io.lastro.journal.chronicle", "net.openhft.chronicle.queue.ChronicleQueue queue;"),
            plant("io.lastro.journal", "long now() { return System.nanoTime(); } java.nio.file.Path file;"),
            plant("io.lastro.gateway.codec", "io.netty.channel.Channel channel; io.prometheus.client.Gauge gauge;"),
            plant("io.lastro.client", "io.netty.channel.Channel channel; org.HdrHistogram.Histogram histogram;"),
            plant("io.lastro.bench", "io.lastro.node.Stub node;"),
            plant("io.lastro.protocol", "io.lastro.engine.Stub engine;", "protocol imports"),
            plant(ENGINE, "io.lastro.journal.Stub journal;", "engine imports"),
            plant("io.lastro.engine.account", "void log() { new org.HdrHistogram.Histogram(3); }", "engine imports"),
            plant("io.lastro.journal", "io.lastro.engine.Stub engine;", "journal imports"),
            plant("io.lastro.gateway", "io.lastro.engine.Stub engine;", "gateway imports"),
            plant("io.lastro.client", "io.lastro.gateway.Stub gateway;", "client imports"),
            plant("io.lastro.client", "io.lastro.node.Stub node;", "client imports", "nobody imports node"),
            plant("io.lastro.node", "io.lastro.bench.Stub bench;", "nobody imports benchmarks"),
            plant("io.lastro.node", "io.lastro.system.Stub system;", "nobody imports system-tests"),
            plant(
                    ENGINE,
                    "com.lmax.disruptor.RingBuffer<Object> ring;",
                    "Disruptor in the pipeline and the assembly only"),
            plant(
                    "io.lastro.journal",
                    "net.openhft.chronicle.queue.ChronicleQueue queue;",
                    "Chronicle in one package only"),
            plant("io.lastro.node", "net.openhft.chronicle.queue.ChronicleQueue q;", "Chronicle in one package only"),
            plant("io.lastro.node.reads", "org.rocksdb.RocksDB db;"),
            plant("io.lastro.node.history", "org.rocksdb.RocksDB db;"),
            plant("io.lastro.node", "org.rocksdb.RocksDB db;", "RocksDB in read model and transfer index only"),
            plant("io.lastro.hsm.pkcs11", "org.xipki.pkcs11.wrapper.Session session; jnr.ffi.Pointer pointer;"),
            plant("io.lastro.hsm", "org.xipki.pkcs11.wrapper.Session session;", "PKCS#11 in one package only"),
            plant("io.lastro.hsm", "io.lastro.engine.Stub engine;", "hsm imports"),
            plant("io.lastro.node.keys", "org.xipki.pkcs11.wrapper.Session s;", "PKCS#11 in one package only"),
            plant("io.lastro.node", "io.lastro.hsm.Stub hsm;"),
            plant(ENGINE, "io.lastro.hsm.Stub hsm;", "engine imports", "HSM away from engine and journal"),
            plant("io.lastro.journal", "io.netty.buffer.ByteBuf b;", "journal imports", "Netty at the edges only"),
            plant(ENGINE, "java.net.InetSocketAddress address;", "engine without network"),
            plant(ENGINE, "java.io.File file;", "engine without files"),
            plant(
                    ENGINE,
                    "void open() throws Exception { new java.io.FileInputStream(\"x\"); }",
                    "engine without files"),
            plant(ENGINE, "java.nio.file.Path file;", "engine without files"),
            plant("io.lastro.engine.snapshot", "java.nio.channels.FileChannel channel;", "engine without files"),
            plant(ENGINE, "long now() { return System.nanoTime(); }", "engine without clock"),
            plant(ENGINE, "long now() { return System.currentTimeMillis(); }", "engine without clock"),
            plant(ENGINE, "java.util.function.LongSupplier clock = System::nanoTime;", "engine without clock"),
            plant(ENGINE, "Object now() { return java.time.Instant.now(); }", "engine without clock"),
            plant(ENGINE, "java.time.Clock clock;", "engine without clock"),
            plant(ENGINE, "java.util.Random random;", "engine without randomness"),
            plant(
                    ENGINE,
                    "int r() { return java.util.concurrent.ThreadLocalRandom.current().nextInt(); }",
                    "engine without randomness"),
            plant(ENGINE, "Object id() { return java.util.UUID.randomUUID(); }", "engine without randomness"),
            plant(ENGINE, "double r() { return Math.random(); }", "engine without randomness"),
            plant(ENGINE, "int h() { return System.identityHashCode(this); }", "engine without randomness"),
            plant(
                    ENGINE,
                    "void walk(java.util.HashMap<String, String> m) { for (String s : m.keySet()) s.length(); }",
                    "engine without hash order"),
            plant(ENGINE, "java.util.Map<String, String> m = new java.util.HashMap<>();", "engine without hash order"),
            plant(ENGINE, "java.util.Set<String> s = java.util.Set.of(\"a\", \"b\");", "engine without hash order"),
            plant(REPLICATION, "io.lastro.journal.Stub journal; java.util.TreeMap<String, Long> names;"),
            plant(REPLICATION, "io.lastro.engine.Stub engine;", "replication imports"),
            plant("io.lastro.journal", "io.lastro.replication.Stub replication;", "journal imports"),
            plant(REPLICATION, "java.net.Socket socket;", "replication without network"),
            plant(REPLICATION, "java.nio.file.Path file;", "replication without files"),
            plant(REPLICATION, "long now() { return System.nanoTime(); }", "replication without clock"),
            plant(REPLICATION, "java.util.Random random;", "replication without randomness"),
            plant(REPLICATION, "java.util.HashMap<String, Long> m;", "replication without hash order"));

    private static Planted plant(final String packageName, final String body, final String... rules) {
        return new Planted(packageName, body, List.of(rules));
    }

    @Override
    public String toString() {
        return packageName + " { " + body + " }";
    }

    JavaClasses compileInto(final Path directory) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(directory));
            final List<String> options = List.of("-proc:none", "--release", "17");
            if (!compiler.getTask(null, files, problems, options, null, sources())
                    .call()) {
                throw new IllegalStateException("cannot compile " + this + ": " + problems.getDiagnostics());
            }
        } catch (final IOException e) {
            throw new IllegalStateException("cannot compile " + this, e);
        }
        return new ClassFileImporter().importPath(directory);
    }

    /** The class itself, and for each of our packages a type that it can refer to. */
    private List<Source.InMemoryFile> sources() {
        final Source.InMemoryFile planted = file(packageName, "Planted", body);
        return Stream.concat(
                        Stream.of(planted),
                        Project.PACKAGE_OF_MODULE.values().stream().map(name -> file(name, "Stub", "")))
                .toList();
    }

    private static Source.InMemoryFile file(final String packageName, final String type, final String body) {
        final String path = packageName.replace('.', '/') + "/" + type + ".java";
        return new Source.InMemoryFile(
                path, "package " + packageName + "; public class " + type + " { " + body + " }\n");
    }
}
