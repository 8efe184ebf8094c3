using System.Text;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Answering;

/// <summary>Chunks that follow each other as one text again: paragraphs apart, a paragraph that was cut as one, a table's header once.</summary>
internal static class JoinChunks
{
    public static string Text(IReadOnlyList<StoredChunk> chunks)
    {
        if (chunks.Count == 1) return chunks[0].Text;
        var text = new StringBuilder(chunks[0].Text);
        for (var i = 1; i < chunks.Count; i++)
        {
            var (before, next) = (chunks[i - 1], chunks[i]);
            var goesOn = before.LastBlock == next.FirstBlock;
            if (goesOn && before.Kind == "table" && next.Kind == "table") text.Append('\n').Append(WithoutHeader(before.Text, next.Text));
            else text.Append(goesOn && before.Kind != "code" ? " " : "\n\n").Append(next.Text);
        }

        return text.ToString();
    }

    /// <summary>Parts of a table begin with the same lines: its caption and header.</summary>
    private static string WithoutHeader(string before, string next)
    {
        var (lines, others) = (next.Split('\n'), before.Split('\n'));
        var same = 0;
        while (same < lines.Length - 1 && same < others.Length - 1 && lines[same] == others[same]) same++;
        return string.Join('\n', lines.Skip(same));
    }
}
