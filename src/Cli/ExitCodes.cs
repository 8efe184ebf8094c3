using Onebox.Api;

namespace Onebox.Cli;

/// <summary>What the command line ends with; <c>onebox --help</c> and README say the same.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The box refused or failed, or the task failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the request is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No box answers.</summary>
    public const int NoBox = 3;
    public const int NotFound = 4;
    public const int NotAllowed = 5;
    public const int Interrupted = 130;

    public const string Table = "Exit codes: 0 done, 1 the box refused or failed, or the task failed, 2 the command line or the request is wrong, 3 no box answers, 4 not found, 5 not allowed, 130 interrupted (a task goes on).";

    public static int Of(ProblemDetails problem) => problem switch
    {
        { Code: "box.unreachable" or "box.not_running" } => NoBox,
        { Status: 404 } => NotFound,
        { Status: 401 or 403 } => NotAllowed,
        { Code: "box.several" } or { Status: 400 or 405 or 415 or 422 } => Usage,
        _ => Failed,
    };
}

/// <summary>What was typed cannot be done; the message says how to type it.</summary>
internal sealed class UsageException(string message) : Exception(message);
