using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel;
using Onebox.Kernel.Wording;
using Onebox.Llama;
using Onebox.Templates;
using Onebox.Templates.Constraints;

namespace Onebox.Serving.Worker;

/// <summary>What went wrong within a request, as its client is told.</summary>
internal static class RequestFaults
{
    public static Problem ToProblem(Exception error) => error switch
    {
        ProblemException problem => problem.Problem,
        LlamaException llama => FromEngine(llama),
        TemplateException template => FromTemplate(template),
        GrammarException grammar => Invalid("schema.not_supported", $"{grammar.Message}.", null),
        JsonException json => Invalid("request.malformed", $"The body cannot be read: {JsonFault.Of(json)}.", null),
        BadHttpRequestException http => Invalid("request.malformed", http.Message, null),
        _ => new(ProblemKind.Internal, "engine.fault", "The engine failed at this request.", "Try again; the worker's log has the cause."),
    };

    private static Problem FromEngine(LlamaException error) => error.Code switch
    {
        LlamaErrorCode.BadRequest => Invalid("request.invalid", error.Message, null),
        LlamaErrorCode.BadGrammar => Invalid("grammar.invalid", error.Message, "grammar"),
        LlamaErrorCode.ContextTooLong => Invalid("context_length_exceeded", error.Message, "messages"),
        LlamaErrorCode.NotSupported => new(ProblemKind.NotFound, "capability_missing", error.Message),
        LlamaErrorCode.QueueFull => new(ProblemKind.Busy, "queue.full", error.Message, "Try again later.") { RetryAfter = error.RetryAfter ?? TimeSpan.FromSeconds(1) },
        LlamaErrorCode.EngineStopped => new(ProblemKind.Unavailable, "model.draining", error.Message, "Try again: another replica answers.") { RetryAfter = TimeSpan.FromSeconds(1) },
        _ => new(ProblemKind.Internal, "engine.fault", error.Message, "Try again; if it stays so, deploy the model again."),
    };

    /// <summary>A template that refuses or cannot fit a conversation is told with its own words: the caller chooses the conversation.</summary>
    private static Problem FromTemplate(TemplateException error) => Invalid("template.refused", $"The conversation cannot be put into the model's form: {error.Message}.", "messages");

    private static Problem Invalid(string code, string detail, string? field) => new(ProblemKind.Invalid, code, detail) { Field = field };
}
