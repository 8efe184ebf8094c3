using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>Python's <c>json.dumps</c> writes NaN and Infinity, which JSON does not know: missing values of a table, mostly. They become null.</summary>
internal static class PythonNumbers
{
    /// <returns>Null: there are none, or the text is no JSON without them either.</returns>
    public static JsonDocument? Mended(ReadOnlySpan<byte> json)
    {
        var mended = new List<byte>(json.Length);
        var (quoted, found) = (false, false);
        for (var i = 0; i < json.Length; i++)
        {
            if (!quoted && Word(json[i..]) is > 0 and var length)
            {
                mended.AddRange("null"u8);
                found = true;
                i += length - 1;
                continue;
            }

            if (json[i] == '"') quoted = !quoted;
            mended.Add(json[i]);
            // What is escaped ends no text.
            if (quoted && json[i] == '\\' && i + 1 < json.Length) mended.Add(json[++i]);
        }

        try
        {
            return found ? JsonDocument.Parse(mended.ToArray(), JsonRecords.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Word(ReadOnlySpan<byte> at) => at.StartsWith("NaN"u8) ? 3 : at.StartsWith("Infinity"u8) ? 8 : at.StartsWith("-Infinity"u8) ? 9 : 0;
}
