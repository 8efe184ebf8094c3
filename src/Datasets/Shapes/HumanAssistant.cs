namespace Onebox.Datasets.Shapes;

/// <summary>Dialogues written as one text: turns that begin with an empty line and <c>Human:</c> or <c>Assistant:</c> (Anthropic HH-RLHF, https://github.com/anthropics/hh-rlhf).</summary>
internal static class HumanAssistant
{
    private const string Human = "\n\nHuman:";
    private const string Assistant = "\n\nAssistant:";

    /// <returns>Null: the text is no such dialogue.</returns>
    public static List<RowMessage>? Parse(string text)
    {
        if (text.StartsWith("Human:", StringComparison.Ordinal)) text = "\n\n" + text;
        if (!text.StartsWith(Human, StringComparison.Ordinal)) return null;
        var turns = new List<RowMessage>();
        var at = 0;
        while (at < text.Length)
        {
            var isHuman = string.CompareOrdinal(text, at, Human, 0, Human.Length) == 0;
            var start = at + (isHuman ? Human.Length : Assistant.Length);
            at = Next(text, start);
            turns.Add(new RowMessage(isHuman ? RoleWords.User : RoleWords.Assistant, text[start..at].Trim()));
        }

        return turns;
    }

    private static int Next(string text, int from)
    {
        var human = text.IndexOf(Human, from, StringComparison.Ordinal);
        var assistant = text.IndexOf(Assistant, from, StringComparison.Ordinal);
        return Math.Min(human < 0 ? text.Length : human, assistant < 0 ? text.Length : assistant);
    }
}
