using System.Buffers;
using System.Globalization;
using Onebox.Datasets.Rows;
using Onebox.Datasets.Shapes;

namespace Onebox.Datasets.Checking;

/// <summary>What a row's own content shows to be wrong.</summary>
internal static class RowFaults
{
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (char)i).Where(c => c is not ('\t' or '\n' or '\r')), '\u007F', '\uFFFD', 'Ã', 'â']);

    /// <summary>The part that is empty; null when none is.</summary>
    public static string? Empty(DatasetRow row)
    {
        foreach (var message in row.Messages ?? [])
        {
            if (string.IsNullOrWhiteSpace(message.Content) && message.ToolCalls is null) return $"the message of '{message.Role}' is empty";
        }

        if (row.Answers is { } answers && answers.Any(string.IsNullOrWhiteSpace)) return "an answer is empty";
        return Blank("text", row.Text) ?? Blank("question", row.Question) ?? Blank("chosen", row.Chosen) ?? Blank("rejected", row.Rejected);
    }

    /// <summary>What is wrong with the roles or their order; null when nothing is.</summary>
    public static string? Roles(DatasetRow row)
    {
        if (row.Messages is not { } messages) return null;
        var before = "";
        for (var i = 0; i < messages.Count; i++)
        {
            var role = messages[i].Role;
            if (!RoleWords.All.Contains(role, StringComparer.Ordinal)) return $"there is no role '{role}' (map it with --role {role}=user)";
            if (role == RoleWords.System && i > 0) return string.Create(CultureInfo.InvariantCulture, $"message {i + 1} is of 'system'; only the first can be");
            if (role == RoleWords.User && before == RoleWords.User) return string.Create(CultureInfo.InvariantCulture, $"messages {i} and {i + 1} are both of 'user'");
            if (role == RoleWords.Assistant && before is RoleWords.Assistant) return string.Create(CultureInfo.InvariantCulture, $"messages {i} and {i + 1} are both of 'assistant'");
            if (role == RoleWords.Assistant && before is "" or RoleWords.System && role != RoleWords.User) return $"the conversation begins with '{role}', not with 'user'";
            if (role == RoleWords.Tool && before is not (RoleWords.Assistant or RoleWords.Tool)) return string.Create(CultureInfo.InvariantCulture, $"message {i + 1} is a tool's, but no assistant called one");
            before = role == RoleWords.System ? RoleWords.System : role;
        }

        if (row.Chosen is null && before != RoleWords.Assistant) return $"the conversation ends with '{before}': there is no reply to learn";
        return row.Chosen is not null && before == RoleWords.Assistant ? "the prompt ends with 'assistant': the replies should follow a 'user'" : null;
    }

    /// <summary>Signs of bytes that were read in the wrong encoding; null when there are none.</summary>
    public static string? Encoding(DatasetRow row)
    {
        foreach (var (name, text) in RowText.Parts(row))
        {
            for (var at = text.AsSpan().IndexOfAny(Suspicious); at >= 0;)
            {
                if (Sign(text, at) is { } sign) return string.Create(CultureInfo.InvariantCulture, $"{sign} in '{name}', at character {at + 1}");
                var next = text.AsSpan(at + 1).IndexOfAny(Suspicious);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return null;
    }

    private static string? Sign(string text, int at) => text[at] switch
    {
        '\uFFFD' => "bytes that were no UTF-8 (U+FFFD)",
        // UTF-8 read as Windows-1252: é becomes Ã©, ’ becomes â€™.
        'Ã' when at + 1 < text.Length && text[at + 1] is >= '\u0080' and <= '\u00BF' => "UTF-8 that was read as Windows-1252",
        'â' when at + 1 < text.Length && text[at + 1] is '€' or '\u0080' => "UTF-8 that was read as Windows-1252",
        'Ã' or 'â' => null,
        var control => string.Create(CultureInfo.InvariantCulture, $"a control character (U+{(int)control:X4})"),
    };

    private static string? Blank(string name, string? text) => text is not null && string.IsNullOrWhiteSpace(text) ? $"'{name}' is empty" : null;
}
