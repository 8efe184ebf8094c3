using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Knowledge.Worker;

/// <summary>What passes between host and documents worker (docs/formats/documents-worker.md).</summary>
/// <param name="Name">The file's name as its owner knows it; <paramref name="Path"/> may be another.</param>
/// <param name="MaxCharacters">The host holds a document whole: what it may hold is bounded here.</param>
internal sealed record ParseOrder(string Path, string Name, long MaxFileBytes, double MaxSeconds, double MaxOcrSeconds, long MaxCharacters, long MaxCells);

/// <param name="Reason">A <see cref="Documents.RefusalReason"/>, or <see cref="Unreadable"/>.</param>
/// <param name="Message">For the file's owner.</param>
internal sealed record ParseRefusal(string Reason, string Message)
{
    /// <summary>The file could not be opened.</summary>
    public const string Unreadable = "Unreadable";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ParseOrder))]
[JsonSerializable(typeof(ParseRefusal))]
internal sealed partial class ParseJson : JsonSerializerContext;
