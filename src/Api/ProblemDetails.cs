using System.Text.Json.Serialization;

namespace Onebox.Api;

/// <summary>An error under <c>/api</c>, as RFC 9457 problem details with our fields.</summary>
public sealed record ProblemDetails
{
    /// <summary>A stable name such as <c>model.not_found</c>.</summary>
    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>The HTTP status; absent where nothing was asked over HTTP, as when a task failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Status { get; init; }

    /// <summary>What happened.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>All errors of the input by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Finds this request in the box's log.</summary>
    public string? TraceId { get; init; }
}

/// <summary>The box refused or failed.</summary>
public sealed class BoxException(ProblemDetails problem, Exception? inner = null)
    : Exception(problem.Remedy is null ? problem.Detail : $"{problem.Detail} {problem.Remedy}", inner)
{
    public ProblemDetails Problem { get; } = problem;
}
