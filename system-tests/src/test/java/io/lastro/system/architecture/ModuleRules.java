package io.lastro.system.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may import whom, by package, over the compiled classes of all modules. A module may use its own packages, Java
 * itself, and what its row names.
 */
final class ModuleRules {
    private static final String PROTOCOL = "io.lastro.protocol..";
    private static final String ENGINE = "io.lastro.engine..";
    private static final String PIPELINE = "io.lastro.engine.pipeline..";
    private static final String JOURNAL = "io.lastro.journal..";
    private static final String JOURNAL_CHRONICLE = "io.lastro.journal.chronicle..";
    private static final String REPLICATION = "io.lastro.replication..";
    private static final String HSM = "io.lastro.hsm..";
    private static final String HSM_PKCS11 = "io.lastro.hsm.pkcs11..";
    private static final String GATEWAY = "io.lastro.gateway..";
    private static final String CLIENT = "io.lastro.client..";
    private static final String NODE = "io.lastro.node..";
    private static final String NODE_READS = "io.lastro.node.reads..";
    private static final String NODE_HISTORY = "io.lastro.node.history..";
    private static final String BENCH = "io.lastro.bench..";
    private static final String SYSTEM = "io.lastro.system..";

    private static final String JAVA = "java..";
    private static final String JAVAX = "javax..";
    private static final String AGRONA = "org.agrona..";
    private static final String HASHING = "net.openhft.hashing..";
    private static final String CHRONICLE = "net.openhft.chronicle..";
    private static final String DISRUPTOR = "com.lmax.disruptor..";
    private static final String ROCKSDB = "org.rocksdb..";
    private static final String PKCS11 = "org.xipki.pkcs11..";
    private static final String PKCS11_RAW = "iaik.pkcs..";
    private static final String NATIVE = "jnr.ffi..";
    private static final String NETTY = "io.netty..";
    private static final String HISTOGRAM = "org.HdrHistogram..";
    private static final String METRICS = "io.prometheus..";

    private ModuleRules() {}

    /** All rules by a name that the planted violations refer to. */
    static Map<String, ArchRule> all() {
        final Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("protocol imports", onlyImports(PROTOCOL, AGRONA));
        rules.put("engine imports", onlyImports(ENGINE, PROTOCOL, AGRONA, HASHING, DISRUPTOR));
        rules.put("journal imports", onlyImports(JOURNAL, PROTOCOL, AGRONA, HASHING, CHRONICLE));
        rules.put("replication imports", onlyImports(REPLICATION, PROTOCOL, JOURNAL));
        rules.put("hsm imports", onlyImports(HSM, PKCS11, PKCS11_RAW, NATIVE));
        rules.put("gateway imports", onlyImports(GATEWAY, PROTOCOL, AGRONA, NETTY, METRICS));
        rules.put("client imports", onlyImports(CLIENT, PROTOCOL, AGRONA, NETTY, HISTOGRAM));
        rules.put("nobody imports node", onlyImportedBy(NODE, NODE, BENCH, SYSTEM));
        rules.put("nobody imports benchmarks", onlyImportedBy(BENCH, BENCH));
        rules.put("nobody imports system-tests", onlyImportedBy(SYSTEM, SYSTEM));
        rules.put("Disruptor in the pipeline and the assembly only", onlyImportedBy(DISRUPTOR, PIPELINE, NODE, BENCH));
        rules.put("Chronicle in one package only", onlyImportedBy(CHRONICLE, JOURNAL_CHRONICLE));
        rules.put("RocksDB in read model and transfer index only", onlyImportedBy(ROCKSDB, NODE_READS, NODE_HISTORY));
        rules.put("PKCS#11 in one package only", onlyImportedBy(PKCS11, HSM_PKCS11));
        rules.put("HSM away from engine and journal", onlyImportedBy(HSM, HSM, NODE, BENCH, SYSTEM));
        rules.put("Netty at the edges only", onlyImportedBy(NETTY, GATEWAY, CLIENT, NODE, BENCH));
        rules.put("engine without network", noClassDependsOn(ENGINE, network()));
        rules.put("engine without files", noClassDependsOn(ENGINE, files()));
        rules.put("engine without clock", noClassCalls(ENGINE, clock()));
        rules.put("engine without randomness", noClassCalls(ENGINE, randomness()));
        rules.put("engine without hash order", noClassCalls(ENGINE, hashOrder()));
        rules.put("replication without network", noClassDependsOn(REPLICATION, network()));
        rules.put("replication without files", noClassDependsOn(REPLICATION, files()));
        rules.put("replication without clock", noClassCalls(REPLICATION, clock()));
        rules.put("replication without randomness", noClassCalls(REPLICATION, randomness()));
        rules.put("replication without hash order", noClassCalls(REPLICATION, hashOrder()));
        return rules;
    }

    private static ArchRule onlyImports(final String module, final String... others) {
        final List<String> allowed = new ArrayList<>(List.of(module, JAVA, JAVAX));
        allowed.addAll(Arrays.asList(others));
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(new String[0]))
                .allowEmptyShould(true);
    }

    /** Among our own classes; a library may of course use itself. */
    private static ArchRule onlyImportedBy(final String used, final String... users) {
        return noClasses()
                .that()
                .resideInAPackage("io.lastro..")
                .and(resideOutsideOfPackages(users))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(used)
                .allowEmptyShould(true);
    }

    private static ArchRule noClassDependsOn(final String module, final DescribedPredicate<JavaClass> refused) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(refused)
                .allowEmptyShould(true);
    }

    /** Accesses, not calls: a method reference is no call. */
    private static ArchRule noClassCalls(final String module, final Refused refused) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .accessTargetWhere(describe(refused.reason(), refused::isMember))
                .orShould()
                .dependOnClassesThat(describe(refused.reason(), refused::isType))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> network() {
        return resideInAnyPackage("java.net..", "javax.net..");
    }

    private static DescribedPredicate<JavaClass> files() {
        return resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile)").<JavaClass>forSubtype())
                .as("files and channels");
    }

    /** Calls and types, as patterns over full names, that a group of rules refuses. */
    private record Refused(String reason, String owners, String names, String types) {
        boolean isMember(final JavaAccess<?> access) {
            return access.getTargetOwner().getName().matches(owners)
                    && access.getTarget().getName().matches(names);
        }

        boolean isType(final JavaClass type) {
            return type.getName().matches(types);
        }
    }

    private static Refused clock() {
        return new Refused(
                "a clock: engine and replication see time only as it is passed in",
                "java\\.lang\\.System|java\\.time\\..*",
                "nanoTime|currentTimeMillis|now",
                "java\\.time\\.(Clock|InstantSource)|java\\.util\\.(Date|Calendar|Timer)|org\\.agrona\\.concurrent\\..*Clock");
    }

    private static Refused randomness() {
        return new Refused(
                "randomness: the same journal must give the same state",
                "java\\.util\\.UUID|java\\.lang\\.Math|java\\.lang\\.System|java\\.util\\.Collections",
                "randomUUID|random|identityHashCode|shuffle",
                ".*\\.(Random|SplittableRandom|SecureRandom|ThreadLocalRandom|RandomGenerator)");
    }

    /** Not even made: once made, a walk over it looks like a walk over any map. Use Agrona's, EnumMap or LinkedHashMap. */
    private static Refused hashOrder() {
        return new Refused(
                "hash order: differs from machine to machine",
                "java\\.util\\.(Map|Set|Map\\$Entry)|java\\.util\\.stream\\.Collectors",
                "of|ofEntries|copyOf|toSet|toMap|toUnmodifiableSet|toUnmodifiableMap|groupingBy.*",
                "java\\.util\\.(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap)"
                        + "|java\\.util\\.concurrent\\.ConcurrentHashMap");
    }
}
