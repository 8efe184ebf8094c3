namespace Onebox.Weights;

/// <summary>
/// The fields at the head of a README.md, between two lines of <c>---</c>: plain YAML in which each field stands on a line of its own, with a text or a list of texts. What is more than that is passed over: a card is for
/// people, and no reason to refuse a model.
/// </summary>
internal static class ReadmeHead
{
    private const int MostLines = 500;
    private const int MostCharacters = 300;
    private const string Border = "---";

    /// <summary>Each field's text, of lists the first. Empty where the file has no such head or is not there.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
            return new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new StreamReader(ModelStream.Open(path));
        return Read(Lines(reader));
    }

    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? list = null;
        var inside = false;
        foreach (var line in lines.Take(MostLines))
        {
            if (line.TrimEnd() == Border)
            {
                if (inside)
                    return fields;
                inside = true;
                continue;
            }
            if (!inside)
                break;
            list = Take(fields, line, list);
        }
        return new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>The text as YAML takes it for a text, whatever is in it.</summary>
    public static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text, ReadmeJson.Default.String);

    /// <returns>The field whose list may follow.</returns>
    private static string? Take(Dictionary<string, string> fields, string line, string? list)
    {
        var text = line.TrimStart();
        if (text.StartsWith("- ", StringComparison.Ordinal))
        {
            if (list is not null && Scalar(text[2..]) is { } first)
                fields.TryAdd(list, first);
            return null;
        }
        // What is indented belongs to a field that is no text.
        if (text.Length != line.Length || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return null;
        var key = text[..colon].TrimEnd();
        var rest = text[(colon + 1)..].Trim();
        if (rest.StartsWith('[') && rest.EndsWith(']'))
            rest = rest[1..^1].Split(',')[0].Trim();
        if (rest.Length == 0)
            return key;
        if (Scalar(rest) is { } value)
            fields.TryAdd(key, value);
        return null;
    }

    private static string? Scalar(string text)
    {
        text = text.Trim();
        if (text.Length > 1 && text[0] == '"' && text[^1] == '"')
            text = Unquote(text);
        else if (text.Length > 1 && text[0] == '\'' && text[^1] == '\'')
            text = text[1..^1].Replace("''", "'", StringComparison.Ordinal);
        else if (text.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment)
            text = text[..comment].TrimEnd();
        return text.Length is 0 or > MostCharacters || text.Any(char.IsControl) || text is "null" or "~" ? null : text;
    }

    private static string Unquote(string text)
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(text, ReadmeJson.Default.String) ?? "";
        }
        catch (System.Text.Json.JsonException)
        {
            return text[1..^1];
        }
    }

    /// <summary>Lines up to a length that no field has.</summary>
    private static IEnumerable<string> Lines(StreamReader reader)
    {
        var line = new System.Text.StringBuilder();
        var left = MostLines * MostCharacters;
        for (int letter; left-- > 0 && (letter = reader.Read()) >= 0;)
        {
            if (letter != '\n')
            {
                line.Append((char)letter);
                continue;
            }
            yield return line.ToString().TrimEnd('\r');
            line.Clear();
        }
        yield return line.ToString();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ReadmeJson : System.Text.Json.Serialization.JsonSerializerContext;
