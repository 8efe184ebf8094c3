using System.Text.Json.Serialization;
using Onebox.Prediction.Store;

namespace Onebox.Prediction.Files;

/// <summary>A file in OpenAI's shape.</summary>
/// <param name="CreatedAt">Unix seconds.</param>
internal sealed record FileShape(string Id, string Object, long Bytes, long CreatedAt, string Filename, string Purpose, string Status)
{
    public static FileShape Of(FileRecord file) => new(file.Id, "file", file.Bytes, file.CreatedAt.ToUnixTimeSeconds(), file.FileName, file.Purpose, "processed");
}

internal sealed record FileList(string Object, IReadOnlyList<FileShape> Data, string? FirstId, string? LastId, bool HasMore);

internal sealed record DeletedFile(string Id, string Object, bool Deleted);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileShape))]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(DeletedFile))]
internal sealed partial class FileJson : JsonSerializerContext;
