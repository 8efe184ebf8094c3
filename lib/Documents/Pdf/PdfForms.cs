using Onebox.Documents.Layout;
using UglyToad.PdfPig;
using UglyToad.PdfPig.AcroForms;
using UglyToad.PdfPig.AcroForms.Fields;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Core;

namespace Onebox.Documents.Pdf;

/// <summary>What people have filled into a form, or typed onto a page, as characters where it stands: PDF keeps it apart from the page's own.</summary>
internal sealed class PdfForms
{
    private const int MostFields = 5000;
    private const int LongestValue = 10_000;
    private const double UsualSize = 11;

    private readonly ILookup<int, (PdfRectangle Box, string Text)> _byPage;

    public PdfForms(PdfDocument document) => _byPage = Fields(document).Take(MostFields).ToLookup(f => f.Page, f => (f.Box, f.Text));

    /// <summary>Adds what the page does not show itself: many programs draw a field's value onto the page, too, and some write a field twice.</summary>
    public void AddTo(List<Glyph> glyphs, UglyToad.PdfPig.Content.Page page)
    {
        // A turned page's boxes are where they were before it was turned.
        if (page.Rotation.Value != 0) return;
        var fields = _byPage[page.Number].Concat(Typed(page)).Select(f => (Area: PdfPage.ToArea(f.Box, page.Height), f.Text)).DistinctBy(f => (Math.Round(f.Area.Left), Math.Round(f.Area.Top), Squeezed(f.Text)));
        foreach (var (area, text) in fields.ToList())
        {
            var shown = glyphs.FindAll(g => area.HoldsMiddleOf(g.Area) && !string.IsNullOrWhiteSpace(g.Text));
            // A tick is drawn as a letter of a font of signs: which one says nothing.
            if (text is "☒" or "☐" or "◉" or "○" && shown.Count <= 1) glyphs.RemoveAll(shown.Contains);
            else if (IsShown(text, shown)) continue;
            glyphs.AddRange(Place(text, area));
        }
    }

    private static bool IsShown(string text, List<Glyph> shown)
    {
        var (value, seen) = (Squeezed(text), string.Concat(shown.OrderBy(g => Math.Round(g.Baseline)).ThenBy(g => g.Area.Left).Select(g => g.Text)));
        seen = Squeezed(seen);
        // A long value may be shown to the edge of its box only.
        return seen.Length > 0 && (seen.Contains(value, StringComparison.Ordinal) || (seen.Length > 3 && value.Contains(seen, StringComparison.Ordinal)));
    }

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static IEnumerable<(int Page, PdfRectangle Box, string Text)> Fields(PdfDocument document)
    {
        try
        {
            if (!document.TryGetForm(out var form)) return [];
            return [.. form.GetFields().Select(f => (f.PageNumber ?? 0, f.Bounds ?? default, Text: Text(f))).Where(f => f.Text.Length > 0)];
        }
        catch (Exception thrown) when (thrown is not (OutOfMemoryException or DocumentRefusedException or OperationCanceledException))
        {
            // A broken form does not take the page along.
            return [];
        }
    }

    private static string Text(AcroFieldBase field) => field switch
    {
        AcroTextField text => text.Value ?? "",
        AcroComboBoxField combo => string.Join(", ", combo.SelectedOptions),
        AcroListBoxField list => string.Join(", ", list.SelectedOptions),
        AcroCheckboxField box => box.IsChecked ? "☒" : "☐",
        AcroRadioButtonField radio => radio.IsSelected ? "◉" : "○",
        _ => "",
    };

    private static IEnumerable<(PdfRectangle Box, string Text)> Typed(UglyToad.PdfPig.Content.Page page)
    {
        try
        {
            return [.. page.GetAnnotations().Where(a => a.Type == AnnotationType.FreeText && a.Content is { Length: > 0 }).Take(MostFields).Select(a => (a.Rectangle, a.Content!))];
        }
        catch (Exception thrown) when (thrown is not (OutOfMemoryException or DocumentRefusedException or OperationCanceledException))
        {
            return [];
        }
    }

    /// <summary>Letters from the box's left edge on: in its middle, or line by line from its top.</summary>
    private static IEnumerable<Glyph> Place(string text, Area box)
    {
        var lines = (text.Length > LongestValue ? text[..LongestValue] : text).ReplaceLineEndings("\n").Split('\n');
        var size = Math.Clamp(box.Height / lines.Length / 1.25, 4, UsualSize);
        var baseline = lines.Length == 1 && box.Height < 3 * UsualSize ? box.Top + (box.Height / 2) + (0.3 * size) : box.Top + size;
        foreach (var line in lines)
        {
            var width = Math.Min(0.5 * size, Math.Max(box.Width - 4, size) / Math.Max(1, line.Length));
            for (var i = 0; i < line.Length; i++)
            {
                var left = box.Left + 2 + (i * width);
                yield return new Glyph(char.IsWhiteSpace(line[i]) ? " " : line[i].ToString(), new Area(left, baseline - (0.78 * size), left + (0.95 * width), baseline + (0.22 * size)), baseline, size, Bold: false, Mono: false);
            }

            baseline += 1.25 * size;
        }
    }
}
