using Onebox.Knowledge.Worker;
using Onebox.Pool;
using Onebox.Serving.Worker;
using Onebox.Training.Exporting;
using Onebox.Training.Worker;

namespace Onebox.Host;

/// <summary><c>onebox-host worker KIND --folder DIR</c>: runs one worker of the box that has started it.</summary>
internal static class WorkerRole
{
    /// <summary>Every kind of worker that this executable can be.</summary>
    private static IEnumerable<IWorkerRole> Roles => [new ServingWorkerRole(), new DocumentsWorkerRole(), new TrainingWorkerRole(), new ExportWorkerRole()];

    public static Task<int> RunAsync(string[] args) => WorkerProcess.RunAsync(args[1..], Roles);
}
