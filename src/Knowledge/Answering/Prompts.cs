using System.Text;
using Onebox.Api.OpenAI;

namespace Onebox.Knowledge.Answering;

/// <summary>What a model is asked. onebox-tiny is trained on exactly these words; other models understand them.</summary>
internal static class Prompts
{
    public const string NotSaid = "The documents do not say.";

    private const string System = "Answer the question from the passages only. Cite the passage as [n]. If they do not say, answer: The documents do not say.";

    public static List<ChatMessage> Of(IReadOnlyList<Passage> passages, string question)
    {
        var text = new StringBuilder();
        foreach (var passage in passages) text.Append('[').Append(passage.Number).Append("] ").Append(Quoted(passage.Title)).Append('\n').Append(Quoted(passage.Text)).Append("\n\n");
        text.Append("Question: ").Append(question.ReplaceLineEndings(" ").Trim());
        return [new ChatMessage("system", System), new ChatMessage("user", text.ToString())];
    }

    /// <summary>A document cannot speak as anyone but a passage: lines that look like a passage's number or the question are marked as quoted.</summary>
    private static string Quoted(string text)
    {
        if (!text.Contains("Question:", StringComparison.OrdinalIgnoreCase) && !text.Contains('[', StringComparison.Ordinal)) return text;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart();
            if (line.StartsWith("Question:", StringComparison.OrdinalIgnoreCase) || (line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is > 1 and < 5 && char.IsAsciiDigit(line[1]))) lines[i] = "> " + line;
        }

        return string.Join('\n', lines);
    }

    public static bool SaysNotSaid(string answer) => answer.TrimStart().StartsWith(NotSaid.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
}
