namespace Onebox.Pool.Running;

/// <summary>Signals to processes and their groups, and what they are called.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>To one process; harmless when it is gone.</summary>
    public static void Send(int process, int signal)
    {
        if (process > 1) _ = LibC.kill(process, signal);
    }

    /// <summary>To every process of a group; harmless when none is left.</summary>
    public static void SendToGroup(int group, int signal)
    {
        if (group > 1) _ = LibC.kill(-group, signal);
    }

    public static string Name(int signal) => signal switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        Kill => "SIGKILL",
        11 => "SIGSEGV",
        Terminate => "SIGTERM",
        24 => "SIGXCPU",
        31 => "SIGSYS",
        _ => "a signal",
    };
}
