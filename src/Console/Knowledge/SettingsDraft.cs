using Onebox.Api.Knowledge;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>A base's settings as they are being changed; empty texts take away.</summary>
internal sealed class SettingsDraft(KnowledgeBaseInfo info)
{
    /// <summary>The embedding that a base has when nobody chose one.</summary>
    public const string OwnEmbedding = "use-lite";

    private const string None = "none";

    public string Description { get; set; } = info.Description ?? "";

    public string Route { get; set; } = info.Settings.Route ?? "";

    public string Rerank { get; set; } = info.Settings.Rerank ?? "";

    public string AttachedTo { get; set; } = info.Settings.AttachedTo ?? "";

    /// <summary>Null while one is half chosen.</summary>
    public string? Embedding { get; set; } = info.Settings.Embedding ?? OwnEmbedding;

    /// <summary>What is changed at once; null when nothing is.</summary>
    public UpdateKnowledgeBaseRequest? Update =>
        new UpdateKnowledgeBaseRequest(
            Changed(Description, info.Description), Changed(Route, info.Settings.Route), Changed(Rerank, info.Settings.Rerank), Changed(AttachedTo, info.Settings.AttachedTo)) is var update && update != new UpdateKnowledgeBaseRequest()
            ? update
            : null;

    /// <summary>What embeds everything anew; null when the embedding stays.</summary>
    public ChangeEmbeddingRequest? Reembed => Embedding is { } wished && wished != (info.Settings.Embedding ?? OwnEmbedding) ? new ChangeEmbeddingRequest(wished) : null;

    public bool IsChanged => Update is not null || Reembed is not null;

    /// <summary>The command that does the same; null when nothing is changed.</summary>
    public string? Command => !IsChanged ? null : Shell.Line(
    [
        "kb", "set", info.Name, .. Option("--description", Update?.Description, ""), .. Option("--route", Update?.Route), .. Option("--rerank", Update?.Rerank), .. Option("--attach", Update?.AttachedTo),
        .. Option("--embedding", Reembed?.Embedding),
    ]);

    private static string? Changed(string now, string? before) => now.Trim() == (before ?? "") ? null : now.Trim();

    private static string[] Option(string name, string? value, string empty = None) => value switch { null => [], "" => [name, empty], _ => [name, value] };
}
