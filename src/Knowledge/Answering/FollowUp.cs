using Onebox.Api.OpenAI;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// What to search for when a question leans on what was said before: "and in winter?" is searched together with the question before it. By rule and not by a model: it costs
/// nothing, and a small model loses more than it adds.
/// </summary>
internal static class FollowUp
{
    private const int FewWords = 3;

    private static readonly HashSet<string> Pointing = new(
        ["it", "its", "they", "them", "their", "he", "him", "his", "she", "her", "this", "that", "these", "those", "there", "one", "ones", "former", "latter", "same", "also", "else"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] PointingChinese = ["它", "他", "她", "这", "那", "其", "該", "该", "呢"];

    public static string Rewrite(string question, IReadOnlyList<ChatMessage>? history)
    {
        if (history?.LastOrDefault(m => m.Role == "user")?.Content is not { Length: > 0 } before || !LeansOn(question)) return question;
        return $"{before} {question}";
    }

    private static bool LeansOn(string question)
    {
        var words = question.Split([' ', ',', '.', '?', '!', '\''], StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(Pointing.Contains) || PointingChinese.Any(p => question.Contains(p, StringComparison.Ordinal))) return true;
        return TextAnalyzer.Query(question).Count <= FewWords || words.FirstOrDefault() is { } first && first.Equals("and", StringComparison.OrdinalIgnoreCase);
    }
}
