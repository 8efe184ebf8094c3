using Onebox.Datasets;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Prediction.Store;

namespace Onebox.Prediction.Predictions;

/// <summary>Who may know of a prediction: who started it, and the readers of the dataset that it asks.</summary>
internal sealed class PredictionReaders(IDatasets datasets, PredictionStore store) : IResourceReaders
{
    public async ValueTask<bool> MayKnowAsync(string resourceId, Caller caller, CancellationToken cancellation) =>
        !Ids.Is(resourceId, ResourceKinds.Prediction) || await store.FindPredictionAsync(resourceId, cancellation) is not { } record || await AdmitAsync(record, caller, cancellation);

    public async Task<bool> AdmitAsync(PredictionRecord record, Caller caller, CancellationToken cancellation) =>
        record.UserId == caller.UserId || await datasets.MayReadAsync([record.VersionId], caller, cancellation);
}
