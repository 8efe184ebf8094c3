using System.Text;
using Onebox.Documents.Text;

namespace Onebox.Documents.Layout;

/// <summary>Something that is placed on a page and read at its place: a piece of a line, a table, a figure.</summary>
internal abstract record Placed(Area Area);

/// <summary>Words on one line without a gap as wide as between columns.</summary>
/// <param name="Words">Its words with their left and right edges; empty if only the whole is known.</param>
internal sealed record Segment(string Text, Area Area, double Baseline, double Size, bool Bold, bool Mono, double? Confidence, IReadOnlyList<(string Text, double Left, double Right)> Words) : Placed(Area)
{
    /// <summary>Some of its words, in the order in which they are seen.</summary>
    public Segment Part(IReadOnlyList<(string Text, double Left, double Right)> words)
    {
        var text = new StringBuilder();
        foreach (var (word, _, _) in VisualOrder.RunsToLeft(Text) ? words.Reverse() : words)
        {
            if (text.Length > 0 && !(Scripts.IsUnspaced(text[^1]) && Scripts.IsUnspaced(word[0]))) text.Append(' ');
            text.Append(word);
        }

        return this with { Text = text.ToString(), Area = Area with { Left = words[0].Left, Right = words.Max(w => w.Right) }, Words = words };
    }
}

/// <summary>A block that is whole already.</summary>
internal sealed record PlacedBlock(Block Block, Area Area) : Placed(Area);
