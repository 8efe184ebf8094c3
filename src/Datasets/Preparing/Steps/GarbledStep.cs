using System.Globalization;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>
/// Removes rows that are no language: the quality rules of Gopher that hold for any language (Rae et al. 2021,
/// https://arxiv.org/abs/2112.11446, appendix A1.1): mean word length of 3 to 10, few symbols to words, words with letters in them; and bytes
/// that were no text.
/// </summary>
internal sealed class GarbledStep(StepSettings settings) : IRowStep
{
    private const int LeastWords = 5;

    private readonly double _least = settings.Number("min-word-length", 1, 20) ?? 2;
    private readonly double _most = settings.Number("max-word-length", 2, 100) ?? 12;
    private readonly double _letters = settings.Number("min-letters", 0, 1) ?? 0.5;
    private readonly double _symbols = settings.Number("max-symbols-per-word", 0, 10) ?? 0.2;
    private readonly double _replaced = settings.Number("max-replaced", 0, 1) ?? 0.002;

    public StepResult Apply(DatasetRow row)
    {
        var text = RowText.Joined(row);
        return Garbled(text) is { } why ? StepResult.Removed(why) : StepResult.Kept(row);
    }

    private string? Garbled(string text)
    {
        var (letters, seen, symbols, replaced) = (0, 0, 0, 0);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c)) continue;
            seen++;
            if (char.IsLetter(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) letters++;
            if (c is '#' or '…' or '{' or '}' or '|' or '\\' or '~' or '^') symbols++;
            if (c == '\uFFFD' || char.IsControl(c)) replaced++;
        }

        if (seen == 0) return null;
        if (replaced > seen * _replaced) return "unreadable characters";
        var words = Words.Of(text);
        // A number or a formula is short, and an answer of its own.
        if (words.Count < LeastWords && seen < 40) return null;
        if (letters < seen * _letters) return "too few letters";
        if (symbols > words.Count * _symbols) return "too many symbols";
        var spaced = words.Where(w => !Words.IsAlone(text[w.Start])).ToList();
        if (spaced.Count < LeastWords) return spaced.Count > 0 && spaced.Max(w => w.End.Value - w.Start.Value) > 100 ? "words too long" : null;
        var mean = spaced.Average(w => w.End.Value - w.Start.Value);
        return mean > _most ? "words too long" : mean < _least ? "words too short" : null;
    }
}
