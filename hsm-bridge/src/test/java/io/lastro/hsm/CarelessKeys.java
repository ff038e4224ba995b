package io.lastro.hsm;

import io.lastro.hsm.pkcs11.ForeignTool;

/** Keys as another program may make them in the same token. */
final class CarelessKeys {
    private CarelessKeys() {}

    static void makeExtractable(final HsmConfig config, final KeyLabel label) {
        ForeignTool.makeEcPair(config, label, true);
    }

    static void makeTwice(final HsmConfig config, final KeyLabel label) {
        ForeignTool.makeEcPair(config, label, false);
        ForeignTool.makeEcPair(config, label, false);
    }
}
