using Microsoft.AspNetCore.Http;

namespace Onebox.Serving;

/// <summary>
/// Stands before routes and answers their requests itself, asking the route's own models as it sees fit (by <see cref="IServing"/>, whose requests pass no front). Knowledge implements it: a
/// route with a knowledge base attached answers from the documents, under the one <c>/v1/chat/completions</c> and <c>/v1/responses</c>.
/// </summary>
public interface IRouteFront
{
    /// <param name="path">An endpoint under <c>/v1</c>.</param>
    /// <param name="body">The request as it came.</param>
    bool Takes(string path, string route, ReadOnlyMemory<byte> body);

    /// <summary>Answers as the endpoint does: whole, or as server-sent events.</summary>
    /// <param name="body">The request as it came; not to be kept.</param>
    /// <exception cref="Kernel.ProblemException">Nothing was sent yet; it is answered in OpenAI's shape.</exception>
    Task AnswerAsync(HttpContext http, string path, string route, ReadOnlyMemory<byte> body);
}
