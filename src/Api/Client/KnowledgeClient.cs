using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

public sealed class KnowledgeClient(BoxConnection connection)
{
    public Task<Page<KnowledgeBaseInfo>> ListAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/knowledge", ApiJson.Default.PageKnowledgeBaseInfo, cancellation);

    public Task<KnowledgeBaseInfo> GetAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync(Address(nameOrId), ApiJson.Default.KnowledgeBaseInfo, cancellation);

    public Task<KnowledgeBaseInfo> CreateAsync(CreateKnowledgeBaseRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/knowledge", request, ApiJson.Default.CreateKnowledgeBaseRequest, ApiJson.Default.KnowledgeBaseInfo, cancellation);

    public Task<KnowledgeBaseInfo> UpdateAsync(string nameOrId, UpdateKnowledgeBaseRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Patch, Address(nameOrId), request, ApiJson.Default.UpdateKnowledgeBaseRequest, ApiJson.Default.KnowledgeBaseInfo, cancellation);

    /// <summary>Another embedding for all that is in the base, as a task.</summary>
    public Task<TaskAccepted> ChangeEmbeddingAsync(string nameOrId, ChangeEmbeddingRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Put, $"{Address(nameOrId)}/embedding", request, ApiJson.Default.ChangeEmbeddingRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task DeleteAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, Address(nameOrId), cancellation);

    public Task<TaskAccepted> AddAsync(string nameOrId, AddDocumentsRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Address(nameOrId)}/documents", request, ApiJson.Default.AddDocumentsRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>Sends a file's bytes; <see cref="AddAsync"/> with its name then reads it.</summary>
    public async Task SendFileAsync(string nameOrId, string fileName, Stream bytes, CancellationToken cancellation = default)
    {
        var escaped = string.Join('/', fileName.Split('/').Select(Uri.EscapeDataString));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Address(nameOrId)}/files/{escaped}") { Content = new StreamContent(bytes) };
        using var response = await connection.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
    }

    public Task<Page<KnowledgeDocument>> DocumentsAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/documents", ApiJson.Default.PageKnowledgeDocument, cancellation);

    /// <summary>What became of the base's documents, the newest first.</summary>
    public Task<Page<KnowledgeChange>> HistoryAsync(string nameOrId, int limit = 100, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/history?limit={limit}", ApiJson.Default.PageKnowledgeChange, cancellation);

    public Task<KnowledgeDocumentContent> DocumentAsync(string nameOrId, string document, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/documents/{Uri.EscapeDataString(document)}", ApiJson.Default.KnowledgeDocumentContent, cancellation);

    public Task DeleteDocumentAsync(string nameOrId, string document, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"{Address(nameOrId)}/documents/{Uri.EscapeDataString(document)}", cancellation);

    public Task<KnowledgeChunk> EditChunkAsync(string nameOrId, string chunk, EditChunkRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Patch, $"{Address(nameOrId)}/chunks/{Uri.EscapeDataString(chunk)}", request, ApiJson.Default.EditChunkRequest, ApiJson.Default.KnowledgeChunk, cancellation);

    public Task<KnowledgeHits> SearchAsync(string nameOrId, SearchKnowledgeRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Address(nameOrId)}/search", request, ApiJson.Default.SearchKnowledgeRequest, ApiJson.Default.KnowledgeHits, cancellation);

    public Task<KnowledgeAnswer> AskAsync(string nameOrId, AskKnowledgeRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Address(nameOrId)}/ask", request with { Stream = false }, ApiJson.Default.AskKnowledgeRequest, ApiJson.Default.KnowledgeAnswer, cancellation);

    /// <summary>Streams an answer: words as they come, at the end the whole with its citations.</summary>
    public async IAsyncEnumerable<AnswerEvent> AskStreamAsync(string nameOrId, AskKnowledgeRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{Address(nameOrId)}/ask")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request with { Stream = true }, ApiJson.Default.AskKnowledgeRequest)) { Headers = { ContentType = new("application/json") } },
        };
        await foreach (var data in connection.EventsAsync(message, cancellation))
            if (JsonSerializer.Deserialize(data, ApiJson.Default.AnswerEvent) is { } answer) yield return answer;
    }

    public Task<Page<KnowledgeQuestion>> QuestionsAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/questions", ApiJson.Default.PageKnowledgeQuestion, cancellation);

    /// <summary>Has a model write questions from the base's chunks, as a task.</summary>
    public Task<TaskAccepted> WriteQuestionsAsync(string nameOrId, WriteQuestionsRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Address(nameOrId)}/questions/write", request, ApiJson.Default.WriteQuestionsRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<TaskAccepted> EvaluateAsync(string nameOrId, EvaluateKnowledgeRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{Address(nameOrId)}/evaluations", request, ApiJson.Default.EvaluateKnowledgeRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<KnowledgeEvaluation> EvaluationAsync(string nameOrId, string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/evaluations/{Uri.EscapeDataString(id)}", ApiJson.Default.KnowledgeEvaluation, cancellation);

    public Task<Page<KnowledgeEvaluation>> EvaluationsAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync($"{Address(nameOrId)}/evaluations", ApiJson.Default.PageKnowledgeEvaluation, cancellation);

    /// <summary>What the parser sees in a file: the block model as JSON.</summary>
    public async Task<JsonElement> ParseAsync(string fileName, Stream bytes, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/documents/parse?name={Uri.EscapeDataString(fileName)}") { Content = new StreamContent(bytes) };
        using var response = await connection.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await JsonSerializer.DeserializeAsync(body, ApiJson.Default.JsonElement, cancellation);
    }

    private static string Address(string nameOrId) => $"api/knowledge/{Uri.EscapeDataString(nameOrId)}";
}
