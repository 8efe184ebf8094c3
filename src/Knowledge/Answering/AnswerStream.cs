using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using Onebox.Serving.OpenAI;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// An answer as server-sent events, of any shape. What goes wrong before the first event is answered with its own status; after it, it is the last event: whoever waits must be told
/// that nothing more comes.
/// </summary>
internal sealed partial class AnswerStream(HttpContext http, ILogger log)
{
    public bool HasBegun => http.Response.HasStarted;

    /// <param name="data">One line of JSON, or OpenAI's <c>[DONE]</c>.</param>
    /// <param name="name">The event's name, where the shape has names.</param>
    public async Task SendAsync(string data, string? name = null)
    {
        if (!HasBegun) (http.Response.ContentType, http.Response.Headers.CacheControl) = ("text/event-stream", "no-cache");
        await http.Response.WriteAsync(name is null ? $"data: {data}\n\n" : $"event: {name}\ndata: {data}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    /// <param name="answer">Sends the events of the answer.</param>
    /// <param name="tell">The event that tells of an error.</param>
    public async Task RunAsync(Func<Task> answer, Func<OpenAIError, string> tell)
    {
        try
        {
            await answer();
        }
        catch (Exception fault) when (HasBegun && !http.RequestAborted.IsCancellationRequested)
        {
            if (fault is not ProblemException) LogFault(fault);
            var problem = (fault as ProblemException)?.Problem ?? KnowledgeErrors.BrokeOff(Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier).Problem;
            await SendAsync(tell(OpenAIErrors.ToError(problem)));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer that streamed broke off")]
    private partial void LogFault(Exception fault);
}
