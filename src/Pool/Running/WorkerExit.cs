using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Pool.Running;

/// <summary>How one process of a worker ended.</summary>
/// <param name="OutOfMemory">The kernel ended it at the limit of its cgroup.</param>
/// <param name="MachineOutOfMemory">The kernel ended some process on the machine for want of memory while it ran.</param>
/// <param name="Tail">The last that it said.</param>
internal sealed record WorkerExit(int Code, bool OutOfMemory, bool MachineOutOfMemory, string? Tail)
{
    private const int Signalled = 128;

    /// <summary>It was done: it ended by itself without a fault.</summary>
    public bool IsDone => Code == ExitCodes.Done;

    /// <summary>Starting it again would meet the same problem.</summary>
    public bool IsPermanent => Code is ExitCodes.Permanent or ExitCodes.Usage;

    /// <summary>The kernel ended it for want of memory, its own limit's or the machine's.</summary>
    public bool IsOutOfMemory => OutOfMemory || (Code == Signalled + Signals.Kill && MachineOutOfMemory);

    /// <summary>For people: what happened, and what to do where that is known.</summary>
    public string Reason(long? memoryLimitBytes)
    {
        if (OutOfMemory)
        {
            var limit = memoryLimitBytes is { } bytes ? $" of {Sizes.Text(bytes)}" : "";
            return $"It needed more main memory than its limit{limit} and was ended by the kernel. Give it more memory, or less to do at once (a shorter context, fewer parallel requests, a smaller batch).";
        }

        var said = Tail is null ? "" : $" It last said: {Tail}";
        if (Code == Signalled + Signals.Kill && MachineOutOfMemory) return "The machine ran out of main memory and the kernel ended it. Stop what else takes memory.";
        if (Code == ExitCodes.NotConfined) return $"It could not be put under its limits (cgroup).{said}";
        if (IsPermanent) return Tail ?? "It cannot work with what it was given.";
        return Code > Signalled
            ? string.Create(CultureInfo.InvariantCulture, $"It was ended by {Signals.Name(Code - Signalled)} (signal {Code - Signalled}).{said}")
            : string.Create(CultureInfo.InvariantCulture, $"It ended with exit code {Code}.{said}");
    }
}

/// <summary>The exit codes of a worker process; where there is one, of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Crashed = 1;
    public const int Usage = 64;

    /// <summary>The host was gone and the worker did not end in time.</summary>
    public const int HostGone = 75;

    /// <summary>What it was given cannot work: do not start it again.</summary>
    public const int Permanent = 78;

    /// <summary>Of the launching shell: the process could not enter its cgroup.</summary>
    public const int NotConfined = 125;
}
