using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Serialization;

namespace Onebox.Evaluation.Reading;

/// <summary>Rows of a Parquet file, row group by row group; numbers, texts, lists and groups become their JSON forms.</summary>
internal static class ParquetRows
{
    private const int MaxDepth = 16;

    public static async IAsyncEnumerable<JsonElement> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (new FileInfo(path).Length > RowFile.MaxWholeBytes) throw EvaluationErrors.FileUnreadable(path, $"it is larger than {RowFile.MaxWholeBytes} bytes.");
        IList<Dictionary<string, object>> rows;
        try
        {
            await using var stream = File.OpenRead(path);
            rows = (await ParquetSerializer.DeserializeUntypedAsync(stream, cancellationToken: cancellation)).Data;
        }
        catch (Exception error) when (error is ParquetException or IOException or InvalidDataException or NotSupportedException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException or NullReferenceException)
        {
            throw EvaluationErrors.FileUnreadable(path, "it is no Parquet file, or a damaged one.");
        }

        foreach (var row in rows) yield return JsonSerializer.SerializeToElement(Node(row, 0));
    }

    private static JsonNode? Node(object? value, int depth) => depth > MaxDepth ? null : value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or double or decimal or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        System.Collections.IDictionary group => Group(group, depth),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(item => Node(item, depth + 1))]),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static JsonObject Group(System.Collections.IDictionary group, int depth)
    {
        var node = new JsonObject();
        foreach (System.Collections.DictionaryEntry entry in group) node[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Node(entry.Value, depth + 1);
        return node;
    }
}
