namespace Onebox.Datasets.Preparing.Language;

internal enum Script
{
    Other,
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Kana,
    Han,
    Hangul,
}

/// <summary>Which script most letters of a text are in.</summary>
/// <param name="Share">Of the most frequent script among all letters.</param>
/// <param name="Wide">Characters of Han, kana and Hangul: one says as much as several letters.</param>
internal readonly record struct Scripts(Script Most, double Share, int Letters, int Wide, bool HasKana)
{
    private const int LettersRead = 20_000;

    public static Scripts Count(string text)
    {
        Span<int> counts = stackalloc int[Enum.GetValues<Script>().Length];
        var letters = 0;
        foreach (var c in text)
        {
            if (!char.IsLetter(c)) continue;
            counts[(int)Of(c)]++;
            if (++letters == LettersRead) break;
        }

        if (letters == 0) return default;
        var most = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[most]) most = i;
        }

        var kana = counts[(int)Script.Kana];
        var wide = counts[(int)Script.Han] + kana + counts[(int)Script.Hangul];
        // Japanese mixes Han with kana; neither alone shows how much of the text it is.
        var share = (double)(((Script)most is Script.Han or Script.Kana) ? counts[(int)Script.Han] + kana : counts[most]) / letters;
        return new Scripts((Script)most, Math.Round(share, 2), letters, wide, kana * 20 > wide);
    }

    private static Script Of(char c) => c switch
    {
        <= '\u024F' or (>= '\u1E00' and <= '\u1EFF') => Script.Latin,
        >= '\u0370' and <= '\u03FF' or (>= '\u1F00' and <= '\u1FFF') => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        >= '\u0530' and <= '\u058F' => Script.Armenian,
        >= '\u0590' and <= '\u05FF' => Script.Hebrew,
        >= '\u0600' and <= '\u06FF' or (>= '\u0750' and <= '\u077F') => Script.Arabic,
        >= '\u0900' and <= '\u097F' => Script.Devanagari,
        >= '\u0E00' and <= '\u0E7F' => Script.Thai,
        >= '\u10A0' and <= '\u10FF' => Script.Georgian,
        >= '\u3040' and <= '\u30FF' => Script.Kana,
        (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') => Script.Han,
        >= '\uAC00' and <= '\uD7AF' => Script.Hangul,
        _ => Script.Other,
    };
}
