package io.lastro.system.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Every public type, and every public method of a public type, says what it is. Left out: overrides, whose contract is
 * written where they come from, and constructors, which the type explains.
 */
final class JavadocRule {
    private JavadocRule() {}

    static List<Finding> check(final Source source) {
        final List<Finding> findings = new ArrayList<>();
        new Scanner(source, findings).scan(source.unit(), null);
        return findings;
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final Source source;
        private final List<Finding> findings;

        Scanner(final Source source, final List<Finding> findings) {
            this.source = source;
            this.findings = findings;
        }

        @Override
        public Void visitClass(final ClassTree type, final Void unused) {
            if (!isPublic(getCurrentPath())) {
                return null; // nothing in it can be seen from outside either
            }
            require(type, "type " + type.getSimpleName());
            return super.visitClass(type, unused);
        }

        @Override
        public Void visitMethod(final MethodTree method, final Void unused) {
            final boolean constructor = method.getReturnType() == null;
            if (!constructor && isPublic(getCurrentPath()) && !isOverride(method.getModifiers())) {
                require(method, "method " + method.getName());
            }
            return null; // types inside a method body are nobody else's
        }

        private void require(final Tree tree, final String what) {
            final String comment = source.trees().getDocComment(getCurrentPath());
            if (comment == null || comment.isBlank()) {
                findings.add(new Finding(source.file(), source.firstLine(tree), "public " + what + " has no Javadoc"));
            }
        }

        /** Said so, or a member of an interface, which is public without saying so. */
        private static boolean isPublic(final TreePath path) {
            final Tree tree = path.getLeaf();
            final ModifiersTree modifiers =
                    tree instanceof ClassTree type ? type.getModifiers() : ((MethodTree) tree).getModifiers();
            if (modifiers.getFlags().contains(Modifier.PUBLIC)) {
                return true;
            }
            final Tree.Kind outside = path.getParentPath().getLeaf().getKind();
            return (outside == Tree.Kind.INTERFACE || outside == Tree.Kind.ANNOTATION_TYPE)
                    && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private static boolean isOverride(final ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }
    }
}
