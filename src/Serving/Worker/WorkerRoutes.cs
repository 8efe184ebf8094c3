using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Worker.Chat;
using Onebox.Serving.Worker.Completions;
using Onebox.Serving.Worker.Embeddings;
using Onebox.Serving.Worker.Rerank;
using Onebox.Serving.Worker.Responses;
using Onebox.Serving.Worker.Tokens;

namespace Onebox.Serving.Worker;

/// <summary>What the worker answers once its model is there.</summary>
internal static class WorkerRoutes
{
    /// <summary>Endpoints by path; all but <c>/v1/models</c> are POST.</summary>
    public static FrozenDictionary<string, (string Method, Func<WorkerCall, Task> Answer)> Table { get; } =
        new Dictionary<string, (string, Func<WorkerCall, Task>)>(StringComparer.Ordinal)
        {
            ["/v1/models"] = (HttpMethods.Get, ListModels.AnswerAsync),
            [OpenAIEndpoints.Chat] = (HttpMethods.Post, CompleteChat.AnswerAsync),
            [OpenAIEndpoints.Completions] = (HttpMethods.Post, CompleteText.AnswerAsync),
            [OpenAIEndpoints.Embeddings] = (HttpMethods.Post, EmbedTexts.AnswerAsync),
            [OpenAIEndpoints.Rerank] = (HttpMethods.Post, RankDocuments.AnswerAsync),
            [OpenAIEndpoints.Responses] = (HttpMethods.Post, CreateResponse.AnswerAsync),
            [OpenAIEndpoints.Tokenize] = (HttpMethods.Post, Tokenize.AnswerAsync),
            [OpenAIEndpoints.Detokenize] = (HttpMethods.Post, Detokenize.AnswerAsync),
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
