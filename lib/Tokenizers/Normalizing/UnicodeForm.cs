using System.Globalization;
using System.Text;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Normalizing;

/// <summary>One of Unicode's normalisation forms, cluster by cluster, so that each character leads back to the cluster it came from.</summary>
internal sealed class UnicodeForm(NormalizationForm form) : INormalizer
{
    public Text Normalize(Text text)
    {
        var source = WithoutLoneHalves(text.Value);
        if (source.IsNormalized(form))
            return ReferenceEquals(source, text.Value) ? text : new Text(source, text.Map);
        var output = new StringBuilder(source.Length);
        var map = new List<int>(source.Length);
        var clusters = StringInfo.GetTextElementEnumerator(source);
        while (clusters.MoveNext())
        {
            var cluster = clusters.GetTextElement().Normalize(form);
            output.Append(cluster);
            for (var i = 0; i < cluster.Length; i++)
                map.Add(clusters.ElementIndex);
        }

        // Clusters hardly ever compose with each other; where they do, the form of the whole text counts, and places are near.
        var whole = source.Normalize(form);
        if (!output.Equals(whole))
            return text.Rewritten(whole, [.. Enumerable.Range(0, whole.Length).Select(i => Math.Min(i, source.Length - 1))]);
        return text.Rewritten(whole, [.. map]);
    }

    /// <summary>.NET refuses to normalise half a surrogate pair; every UTF-8 encoder makes U+FFFD of it anyway.</summary>
    private static string WithoutLoneHalves(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        var chars = text.ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
                i++;
            else if (char.IsSurrogate(chars[i]))
                chars[i] = '\uFFFD';
        }

        return new string(chars);
    }
}
