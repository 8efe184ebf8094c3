using System.Globalization;
using Onebox.Api.Models;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

public sealed class ModelsClient(BoxConnection connection)
{
    public Task<Page<ModelInfo>> ListAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/models", ApiJson.Default.PageModelInfo, cancellation);

    public Task<ModelInfo> GetAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/models/{Uri.EscapeDataString(nameOrId)}", ApiJson.Default.ModelInfo, cancellation);

    public Task<TaskAccepted> ImportAsync(ImportModelRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/models/import", request, ApiJson.Default.ImportModelRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task DeleteAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/models/{Uri.EscapeDataString(nameOrId)}", cancellation);

    /// <summary>Reads all bytes again and compares their hashes.</summary>
    public Task<TaskAccepted> VerifyAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/models/{Uri.EscapeDataString(nameOrId)}/verify", ApiJson.Default.TaskAccepted, cancellation);

    public Task<FitReport> FitAsync(FitRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/models/fit", request, ApiJson.Default.FitRequest, ApiJson.Default.FitReport, cancellation);

    public Task<BoxAdvice> AdviseAsync(AdviseRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/models/advise", request, ApiJson.Default.AdviseRequest, ApiJson.Default.BoxAdvice, cancellation);

    /// <param name="fitsOnly">True: only those that fit this box now.</param>
    public Task<Page<PresetInfo>> PresetsAsync(bool fitsOnly = false, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/models/presets?fits={(fitsOnly ? "true" : "false")}", ApiJson.Default.PagePresetInfo, cancellation);

    public Task<UploadInfo> CreateUploadAsync(CreateUploadRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/uploads", request, ApiJson.Default.CreateUploadRequest, ApiJson.Default.UploadInfo, cancellation);

    public Task<UploadInfo> GetUploadAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/uploads/{Uri.EscapeDataString(id)}", ApiJson.Default.UploadInfo, cancellation);

    /// <summary>Sends bytes that begin at <paramref name="offsetBytes"/>; they are on the box's disk when this returns.</summary>
    public async Task<UploadInfo> AppendUploadAsync(string id, long offsetBytes, Stream bytes, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"api/uploads/{Uri.EscapeDataString(id)}")
        {
            Content = new StreamContent(bytes) { Headers = { ContentType = new("application/offset+octet-stream") } },
        };
        request.Headers.Add("Upload-Offset", offsetBytes.ToString(CultureInfo.InvariantCulture));
        using var response = await connection.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return (await System.Text.Json.JsonSerializer.DeserializeAsync(body, ApiJson.Default.UploadInfo, cancellation))!;
    }
}
