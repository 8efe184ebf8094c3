using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Role;

/// <summary>A line of a worker's log on stderr, read by its host. The form is specified in docs/formats/worker-folder.md.</summary>
internal sealed record WorkerLogLine(
    [property: JsonPropertyName("l")] LogLevel Level,
    [property: JsonPropertyName("c")] string? Category,
    [property: JsonPropertyName("m")] string? Message,
    [property: JsonPropertyName("x")] string? Exception = null);

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerLogLine))]
internal sealed partial class WorkerLogJson : JsonSerializerContext;
