using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// Sentences that tell a model what to do instead of telling a reader something. They are passages like others, found and shown; but they are no answer, and support none: a model that obeyed
/// one says its words, which stand in the document.
/// </summary>
internal static partial class Instructions
{
    public static bool AreIn(string sentence) => ToAModel().IsMatch(sentence);

    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override|overlook)\b.{0,40}\b(instructions?|prompts?|rules?|passages?|documents?|questions?|everything|anything|(said|stands) (above|before))\b|\b(system|hidden) prompt\b|\byou are (now )?(an?|the) (ai|assistant|chatbot|language model)\b|\b(reply|respond|answer) (only |always |just |instead )*with\b|\b(ignoriere|vergiss)\b.{0,40}\b(anweisung|regel|frage)|忽略.{0,12}(指令|指示|说明|规则)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToAModel();
}
