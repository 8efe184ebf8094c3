using System.Globalization;
using System.Text.Json;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Rerank;

/// <summary>Documents come as strings, or as objects with a <c>text</c>.</summary>
internal static class DocumentFields
{
    public static IReadOnlyList<string> Read(Fields fields, int most)
    {
        var array = fields.Array("documents") ?? throw fields.Missing("documents");
        if (array.GetArrayLength() is var count && (count == 0 || count > most)) throw fields.Wrong("documents", $"must hold 1 to {most} documents.");
        var documents = new List<string>(count);
        foreach (var item in array.EnumerateArray())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"documents[{documents.Count}]");
            documents.Add(item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!,
                JsonValueKind.Object => new Fields(item, path + ".").RequiredText("text"),
                _ => throw OpenAIErrors.Invalid($"'{path}' must be a string or an object with a 'text'.", path),
            });
        }

        return documents;
    }
}
