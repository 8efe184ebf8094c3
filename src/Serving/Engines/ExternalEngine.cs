using Onebox.Api.Deployments;
using Onebox.Serving.Forwarding;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Engines;

/// <summary>An OpenAI-compatible server elsewhere, with what the last probe found.</summary>
internal sealed class ExternalEngine(EngineRecord record, Upstream upstream, UpstreamGroup group)
{
    public EngineRecord Record { get; } = record;
    public Upstream Upstream { get; } = upstream;
    public UpstreamGroup Group { get; } = group;

    /// <summary>Its key was sealed with secrets that the box no longer has.</summary>
    public bool KeyUnreadable { get; init; }

    /// <summary>Replaced whole by each probe.</summary>
    public EngineFindings Findings { get; set; } = EngineFindings.NotAskedYet;

    public ExternalEngineInfo ToInfo() => new(Record.Id, Record.Name, Record.Url, Findings.Fault is null ? "ready" : "unreachable", Findings.Fault, Findings.Models);
}

/// <param name="Fault">Why it cannot be used; null when it answers.</param>
internal sealed record EngineFindings(string? Fault, IReadOnlyList<string> Models)
{
    public static EngineFindings NotAskedYet { get; } = new("It has not been asked yet.", []);
}
