using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Api;

/// <summary>Writes an enum as a camelCase word, and reads it in any case.</summary>
public sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
