package io.lastro.node;

import picocli.CommandLine.IVersionProvider;

/** The program's version, from the manifest of its jar, or "development" when run from classes. */
public final class Version implements IVersionProvider {
    /** Version text, short ASCII. */
    public static String text() {
        final String version = Version.class.getPackage().getImplementationVersion();
        return "lastro " + (version == null ? "development" : version);
    }

    @Override
    public String[] getVersion() {
        return new String[] {text(), "Java " + Runtime.version()};
    }
}
