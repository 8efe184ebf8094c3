using Onebox.Api.Datasets;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

/// <summary>References are a name (its newest version), <c>name@number</c>, or an id.</summary>
public sealed class DatasetsClient(BoxConnection connection)
{
    /// <summary>Every dataset in its newest version, by name.</summary>
    public Task<Page<DatasetInfo>> ListAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/datasets", ApiJson.Default.PageDatasetInfo, cancellation);

    public Task<DatasetInfo> GetAsync(string reference, CancellationToken cancellation = default) =>
        connection.GetAsync(Of(reference), ApiJson.Default.DatasetInfo, cancellation);

    public Task<TaskAccepted> ImportAsync(ImportDatasetRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/datasets/import", request, ApiJson.Default.ImportDatasetRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<RecognitionInfo> RecognizeAsync(ImportDatasetRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/datasets/recognize", request, ApiJson.Default.ImportDatasetRequest, ApiJson.Default.RecognitionInfo, cancellation);

    /// <param name="template">A model on the box, or a built-in template such as <c>chatml</c>; null: the rows alone.</param>
    public Task<DatasetPreview> PreviewAsync(string reference, long offset = 0, int limit = 10, string? split = null, string? template = null, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Of(reference)}/preview?offset={offset}&limit={limit}{Query.Of("split", split)}{Query.Of("template", template)}", ApiJson.Default.DatasetPreview, cancellation);

    public Task<TaskAccepted> CheckAsync(string reference, CheckDatasetRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Of(reference)}/check", request, ApiJson.Default.CheckDatasetRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<TaskAccepted> PrepareAsync(string reference, PrepareDatasetRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Of(reference)}/prepare", request, ApiJson.Default.PrepareDatasetRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<DatasetInfo> ChangeAsync(string reference, ChangeDatasetRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Patch, Of(reference), request, ApiJson.Default.ChangeDatasetRequest, ApiJson.Default.DatasetInfo, cancellation);

    /// <summary>A name removes all versions, <c>name@number</c> the one.</summary>
    public Task DeleteAsync(string reference, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, Of(reference), cancellation);

    private static string Of(string reference) => $"api/datasets/{Uri.EscapeDataString(reference)}";
}
