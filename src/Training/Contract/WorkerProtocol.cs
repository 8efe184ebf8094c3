namespace Onebox.Training.Contract;

/// <summary>The addresses of a training worker on its socket.</summary>
internal static class WorkerProtocol
{
    public const string Health = "/health";

    /// <summary>GET: events as JSON lines, those after the number given, until the last; <c>?after=N&amp;process=ID</c>.</summary>
    public const string Events = "/events";

    /// <summary>POST: write a checkpoint and end.</summary>
    public const string Pause = "/pause";

    /// <summary>POST: try again at once what waits for room on the disk.</summary>
    public const string Resume = "/resume";

    /// <summary>PUT: move the schedule's end.</summary>
    public const string Schedule = "/schedule";

    /// <summary>Names the process that numbers the events: after a restart they begin at 1 again.</summary>
    public const string ProcessHeader = "X-Onebox-Process";
}
