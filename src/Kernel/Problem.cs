namespace Onebox.Kernel;

/// <summary>Whose fault it is, and so which HTTP status and which exit code a problem gets.</summary>
public enum ProblemKind
{
    /// <summary>The request is malformed or asks for something impossible: 400.</summary>
    Invalid,

    /// <summary>The caller is not known: 401.</summary>
    Unauthenticated,

    /// <summary>The caller is known and may not: 403.</summary>
    Forbidden,

    /// <summary>The resource is not there: 404.</summary>
    NotFound,

    /// <summary>The address is there, but not for this method: 405.</summary>
    NoSuchMethod,

    /// <summary>What was sent is of a type that is not taken: 415.</summary>
    WrongMedia,

    /// <summary>The resource is in a state that does not allow it: 409.</summary>
    Conflict,

    /// <summary>What was sent is larger than the limit: 413.</summary>
    TooLarge,

    /// <summary>Too many requests, or a full queue; try again after <see cref="Problem.RetryAfter"/>: 429.</summary>
    Busy,

    /// <summary>Bytes that were read are not what was once written, or not what they claim to be: 422.</summary>
    Corrupt,

    /// <summary>Not ready at the moment; try again after <see cref="Problem.RetryAfter"/>: 503.</summary>
    Unavailable,

    /// <summary>The box lacks the memory, disk or devices: 507.</summary>
    Insufficient,

    /// <summary>Our fault: 500.</summary>
    Internal,
}

/// <summary>
/// An error as a caller sees it: what happened and what to do. It becomes RFC 9457 problem details under <c>/api</c>, OpenAI's
/// error shape under <c>/v1</c>, and a message with an exit code on the command line.
/// </summary>
/// <param name="Code">A stable name, <c>noun.what</c>, such as <c>model.not_found</c>.</param>
/// <param name="Detail">What happened, in a sentence with the names and numbers of this case.</param>
/// <param name="Remedy">What the caller can do about it, as an instruction; null when nothing is known to help.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Detail, string? Remedy = null)
{
    /// <summary>When a try may succeed, for <see cref="ProblemKind.Busy"/> and <see cref="ProblemKind.Unavailable"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The input field that is wrong, in the caller's spelling.</summary>
    public string? Field { get; init; }

    /// <summary>All errors of an input by field, when there is more than one.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public int Status => Kind switch
    {
        ProblemKind.Invalid => 400,
        ProblemKind.Unauthenticated => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.NoSuchMethod => 405,
        ProblemKind.Conflict => 409,
        ProblemKind.TooLarge => 413,
        ProblemKind.WrongMedia => 415,
        ProblemKind.Corrupt => 422,
        ProblemKind.Busy => 429,
        ProblemKind.Unavailable => 503,
        ProblemKind.Insufficient => 507,
        _ => 500,
    };

    /// <summary>The exception that carries this problem to the edge.</summary>
    public ProblemException ToException(Exception? inner = null) => new(this, inner);
}

/// <summary>Carries a <see cref="Problem"/> up to the edge, where it becomes the caller's error format.</summary>
public sealed class ProblemException(Problem problem, Exception? inner = null)
    : Exception(problem.Remedy is null ? problem.Detail : $"{problem.Detail} {problem.Remedy}", inner)
{
    public Problem Problem { get; } = problem;
}
