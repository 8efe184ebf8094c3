using Onebox.Api;

namespace Onebox.Cli;

/// <summary>What the command line ends with; documented in the README of this folder.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The box refused or failed, or the task failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No box answers.</summary>
    public const int NoBox = 3;
    public const int NotFound = 4;
    public const int NotAllowed = 5;
    public const int Interrupted = 130;

    public static int Of(ProblemDetails problem) => problem switch
    {
        { Code: "box.unreachable" or "box.not_running" } => NoBox,
        { Status: 404 } => NotFound,
        { Status: 401 or 403 } => NotAllowed,
        { Status: 400 } => Usage,
        _ => Failed,
    };
}

/// <summary>What was typed cannot be done; the message says how to type it.</summary>
internal sealed class UsageException(string message) : Exception(message);
