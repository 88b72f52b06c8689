package minidocker.book;

import java.util.Map;
import org.asciidoctor.ast.Block;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.Treeprocessor;

/**
 * Keeps short listings on one page of the PDF: whoever reads code does not want its last brace overleaf. Long ones may be split, or
 * half a page would stay empty before them.
 */
final class WholeListings extends Treeprocessor {
    /** Of a page's sixty or so. What a program printed may be split sooner than code: each of its lines stands for itself. */
    private static final int LINES_OF_CODE = 34;
    private static final int LINES_OF_OUTPUT = 26;

    @Override
    public Document process(Document document) {
        document.findBy(Map.of("context", ":listing")).forEach(WholeListings::keepWhole);
        return document;
    }

    private static void keepWhole(StructuralNode listing) {
        int lines = "source".equals(listing.getStyle()) ? LINES_OF_CODE : LINES_OF_OUTPUT;
        if (listing instanceof Block block && block.getLines().size() <= lines) {
            block.setAttribute("unbreakable-option", "", true);
        }
    }
}
