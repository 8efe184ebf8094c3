using Onebox.Datasets;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Evaluation;

/// <summary>Who may see the texts of an evaluation's items: the readers of the datasets that they are made of. Scores are for everybody who may see evaluations.</summary>
internal sealed class EvaluationReaders(IDatasets datasets, EvaluationStore store) : IResourceReaders
{
    public async ValueTask<bool> MayKnowAsync(string resourceId, Caller caller, CancellationToken cancellation) =>
        !Ids.Is(resourceId, ResourceKinds.Evaluation) || await store.FindAsync(resourceId, cancellation) is not { } record || await AdmitAsync(record, caller, cancellation);

    public Task<bool> AdmitAsync(EvaluationRecord record, Caller caller, CancellationToken cancellation) =>
        datasets.MayReadAsync(record.Datasets?.Split(' ') ?? [], caller, cancellation);

    /// <summary>Notes what the items are made of, before anybody can see one.</summary>
    public static string? Write(IEnumerable<LoadedBenchmark> benchmarks) => benchmarks.SelectMany(b => b.Datasets).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } ids ? string.Join(' ', ids) : null;
}
