package io.lastro.protocol;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The SBE schema as XML, read from where it is shipped. */
final class Schema {
    /** A named number: a value of an enum, or a bit of a set. */
    record Entry(String name, int number) {}

    private final Document document;

    private Schema(final Document document) {
        this.document = document;
    }

    static Schema read() throws Exception {
        try (InputStream in = Schema.class.getResourceAsStream("lastro-schema.xml")) {
            return new Schema(
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in));
        }
    }

    /** Values of an enum in the order of the schema. */
    List<Entry> enumValues(final String name) {
        return entries("enum", name, "validValue");
    }

    /** Bits of a set in the order of the schema. */
    List<Entry> setChoices(final String name) {
        return entries("set", name, "choice");
    }

    private List<Entry> entries(final String tag, final String name, final String childTag) {
        final List<Entry> found = new ArrayList<>();
        final NodeList children = element(tag, name).getElementsByTagName(childTag);
        for (int i = 0; i < children.getLength(); i++) {
            final Element child = (Element) children.item(i);
            found.add(new Entry(
                    child.getAttribute("name"),
                    Integer.parseInt(child.getTextContent().trim())));
        }
        return found;
    }

    /** An attribute of a type inside a composite. */
    String compositeAttribute(final String composite, final String type, final String attribute) {
        final NodeList types = element("composite", composite).getElementsByTagName("type");
        for (int i = 0; i < types.getLength(); i++) {
            final Element each = (Element) types.item(i);
            if (each.getAttribute("name").equals(type)) {
                return each.getAttribute(attribute);
            }
        }
        throw new AssertionError("no " + type + " in " + composite);
    }

    /** The comment with framing and grammar in front of the schema. */
    String leadingComment() {
        return document.getFirstChild().getTextContent();
    }

    private Element element(final String tag, final String name) {
        final NodeList all = document.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            final Element each = (Element) all.item(i);
            if (each.getAttribute("name").equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + tag + " " + name + " in the schema");
    }
}
