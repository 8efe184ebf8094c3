using Onebox.Api.Prediction;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

/// <summary>Predictions over datasets. Batches of requests go by <c>/v1/files</c> and <c>/v1/batches</c>, which any OpenAI client speaks.</summary>
public sealed class PredictionsClient(BoxConnection connection)
{
    public Task<TaskAccepted> StartAsync(PredictRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/predictions", request, ApiJson.Default.PredictRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>Newest first.</summary>
    public Task<Page<PredictionInfo>> ListAsync(int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/predictions?limit={limit}", ApiJson.Default.PagePredictionInfo, cancellation);

    public Task<PredictionInfo> GetAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/predictions/{Uri.EscapeDataString(id)}", ApiJson.Default.PredictionInfo, cancellation);

    /// <summary>The rows with their answers: JSONL.</summary>
    public async Task<Stream> ContentAsync(string fileId, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/files/{Uri.EscapeDataString(fileId)}/content");
        var response = await connection.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return await response.Content.ReadAsStreamAsync(cancellation);
    }
}
