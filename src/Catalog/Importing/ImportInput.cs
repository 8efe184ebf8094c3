using Onebox.Api.Models;

namespace Onebox.Catalog.Importing;

/// <summary>What an import's task is started with; kept in its record.</summary>
internal sealed record ImportInput(string ModelId, string Name, ImportModelRequest Request);

/// <summary>How far an import has come; saved durably, so that a later host goes on from there.</summary>
/// <param name="Plan">The files to bring in; null until the source was asked.</param>
/// <param name="Done">Those that are whole, hashed and in the staging folder.</param>
/// <param name="Current">The one under way.</param>
internal sealed record ImportState(IReadOnlyList<SourceFile>? Plan, IReadOnlyList<TakenFile> Done, PartialState? Current)
{
    public static ImportState Start { get; } = new(null, [], null);
}

/// <param name="Sha256">Lower-case hex, of the bytes in the staging folder.</param>
internal sealed record TakenFile(string Name, long SizeBytes, string Sha256);

/// <param name="DurableBytes">So many are on the disk for certain.</param>
/// <param name="Version">Which version of the source's file they are from.</param>
internal sealed record PartialState(string Name, long DurableBytes, string? Version);
