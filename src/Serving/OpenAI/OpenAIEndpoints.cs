using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.OpenAI;

/// <summary>The endpoints under <c>/v1</c>; all but <c>/v1/models</c> go to an engine.</summary>
internal static class OpenAIEndpoints
{
    public const string Chat = "/v1/chat/completions";
    public const string Completions = "/v1/completions";
    public const string Embeddings = "/v1/embeddings";
    public const string Rerank = "/v1/rerank";
    public const string Responses = "/v1/responses";
    public const string Tokenize = "/v1/tokenize";
    public const string Detokenize = "/v1/detokenize";

    private static readonly string[] Forwarded = [Chat, Completions, Embeddings, Rerank, Responses, Tokenize, Detokenize];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in Forwarded)
        {
            routes.MapPost(path, (HttpContext http, AnswerRequest answer) => answer.HandleAsync(http, path))
                .Allow(Actions.Infer).WithTags("OpenAI")
                // Our own limit, with an answer in OpenAI's shape, stands in place of the server's.
                .WithMetadata(new NoServerLimit());
        }

        ListServedModels.Map(routes);
    }

    private sealed class NoServerLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
