namespace Onebox.Kernel.Ports;

/// <summary>Watches one part of the box and says how it is. Operations enumerates all probes; so does the readiness endpoint.</summary>
public interface IProbe
{
    /// <summary>What is watched, as a person would call it: <c>records</c>, <c>pool</c>, <c>deployment assistant</c>.</summary>
    string Name { get; }

    /// <summary>Looks now; must answer within a second or two and never throw for an expected fault.</summary>
    ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation);
}

public enum FindingLevel
{
    Fine,
    Attention,
    Failing,
}

/// <param name="Level">Failing parts make the box not ready.</param>
/// <param name="Summary">What is the matter, in a sentence with its numbers.</param>
/// <param name="Remedy">What to do; null when all is well.</param>
/// <param name="ResourceId">The resource that it is about.</param>
public sealed record Finding(FindingLevel Level, string Summary, string? Remedy = null, string? ResourceId = null);
