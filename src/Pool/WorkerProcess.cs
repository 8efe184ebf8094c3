using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Onebox.Kernel;
using Onebox.Pool.Role;
using Onebox.Pool.Running;

namespace Onebox.Pool;

/// <summary>The inside of a worker process: what <c>onebox-host worker KIND --folder DIR</c> runs.</summary>
public static partial class WorkerProcess
{
    /// <summary>Runs the role that is asked for until it is done, is asked to stop (SIGTERM) or the host is gone.</summary>
    /// <param name="args">What follows the verb: <c>KIND --folder DIR</c>.</param>
    /// <returns>The exit code: 0 done or stopped, 1 crashed, 64 wrong arguments, 78 what it was given cannot work.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, IEnumerable<IWorkerRole> roles)
    {
        using var provider = new WorkerLogProvider(Console.Error);
        using var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddProvider(provider));
        var log = logs.CreateLogger("Onebox.Pool.Worker");
        if (args is not [var kind, "--folder", var folder])
        {
            Unusable(log, "A worker is started as: worker KIND --folder DIR. The host does that.");
            return ExitCodes.Usage;
        }

        var available = roles.ToList();
        if (available.Find(r => r.Kind == kind) is not { } role)
        {
            var unknown = $"There is no worker of the kind {kind}; there are: {string.Join(", ", available.Select(r => r.Kind))}.";
            Unusable(log, unknown);
            return ExitCodes.Usage;
        }

        using var stop = new CancellationTokenSource();
        HostWatch.Begin(stop.Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            // Handled: the runtime would end the process at once.
            signal.Cancel = true;
            stop.Cancel();
        });

        try
        {
            await role.RunAsync(ReadContext(folder, logs), stop.Token);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (ProblemException problem)
        {
            Unusable(log, problem.Message);
            return problem.Problem.Kind is ProblemKind.Invalid or ProblemKind.NotFound or ProblemKind.Conflict or ProblemKind.NoSuchMethod or ProblemKind.WrongMedia or ProblemKind.TooLarge or ProblemKind.Corrupt ? ExitCodes.Permanent : ExitCodes.Crashed;
        }
        catch (Exception fault)
        {
            Fault(log, fault, fault.Message);
            return ExitCodes.Crashed;
        }
    }

    private static WorkerContext ReadContext(string folder, ILoggerFactory logs)
    {
        var settings = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, WorkerFolder.SettingsFile)), WorkerFolderJson.Default.WorkerSettings)
            ?? throw new InvalidDataException($"{folder}/{WorkerFolder.SettingsFile} is empty.");
        return new WorkerContext
        {
            WorkerId = settings.WorkerId,
            Folder = folder,
            SocketPath = settings.SocketPath,
            Settings = settings.Settings,
            Slices = settings.Slices,
            CpuCores = settings.CpuCores,
            MemoryBytes = settings.MemoryBytes,
            Logs = logs,
        };
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Problem}")]
    private static partial void Unusable(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Fault}")]
    private static partial void Fault(ILogger log, Exception exception, string fault);
}
