using System.Globalization;
using Onebox.Api.Models;
using Onebox.Kernel;

namespace Onebox.Training;

/// <summary>The caller's fault: not found, name taken, in the wrong state, invalid. The box's limits: does not fit, out of memory. The run's own end: diverged, worker gone.</summary>
internal static class TrainingErrors
{
    public static ProblemException NotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "training.not_found", $"There is no training run {nameOrId}.", "See 'onebox train list'.").ToException();

    public static ProblemException NameTaken(string name) =>
        new Problem(ProblemKind.Conflict, "training.name_taken", $"There is already a training run named {name}.", "Choose another name with --name, or remove that run with 'onebox train delete'; its model stays.") { Field = "name" }.ToException();

    public static ProblemException ModelNameTaken(string name) =>
        new Problem(ProblemKind.Conflict, "model.name_taken", $"There is already a model named {name}, and the run's model would bear that name.", "Choose another name with --name.") { Field = "name" }.ToException();

    public static ProblemException Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new Problem(ProblemKind.Invalid, "training.invalid", string.Join(' ', errors.SelectMany(e => e.Value)))
        {
            Field = errors.Count == 1 ? errors.Keys.First() : null,
            Errors = errors,
        }.ToException();

    public static ProblemException DoesNotFit(FitReport fit, IReadOnlyList<string> levers)
    {
        var room = fit.Levers.Where(l => l.StartsWith("Free ", StringComparison.Ordinal));
        var less = levers.Count == 0 ? "Take a smaller model, or a machine with more memory." : $"Start it with one of these, or several, by what each frees (estimated): {string.Join(' ', levers)}";
        return new Problem(ProblemKind.Insufficient, "training.does_not_fit", $"{fit.Summary} {string.Join("; ", fit.Arithmetic)}.", string.Join(' ', room.Append(less))).ToException();
    }

    public static ProblemException NotRunning(string name, string state) =>
        new Problem(ProblemKind.Conflict, "training.not_running", $"The training run {name} is {state}: it cannot be paused.").ToException();

    public static ProblemException NotPaused(string name, string state) =>
        new Problem(ProblemKind.Conflict, "training.not_paused", $"The training run {name} is {state}: there is nothing to resume.").ToException();

    public static ProblemException Ended(string name, string state) =>
        new Problem(ProblemKind.Conflict, "training.ended", $"The training run {name} has ended ({state}).").ToException();

    public static ProblemException StillRuns(string name) =>
        new Problem(ProblemKind.Conflict, "training.runs", $"The training run {name} has not ended.", "Cancel it first with 'onebox train cancel'.").ToException();

    public static ProblemException EndBehind(long asked, long done) =>
        new Problem(ProblemKind.Invalid, "training.end_behind", string.Create(CultureInfo.InvariantCulture, $"The end cannot be moved to step {asked}: step {done} is done."), "Pause or cancel it instead.") { Field = "steps" }.ToException();

    public static ProblemException WorkerFailed(string? code, string? detail, string? remedy) =>
        new Problem(ProblemKind.Internal, code ?? "training.failed", detail ?? "The trainer ended without saying why.", remedy).ToException();

    public static ProblemException WorkerGone(int tries, string? reason) =>
        new Problem(ProblemKind.Internal, "training.worker_ended", string.Create(CultureInfo.InvariantCulture, $"The training worker ended {tries} times in a row without getting further. {reason}"), "Its last checkpoint is whole: 'onebox train resume' goes on from it once the cause is mended.").ToException();

    public static ProblemException WorkerNotUnderstood(int tries, string what) =>
        new Problem(ProblemKind.Internal, "training.worker_not_understood", string.Create(CultureInfo.InvariantCulture, $"The training worker runs, but asking it how it stands failed {tries} times in a row: {what}."), "Its last checkpoint is whole: 'onebox train resume' goes on from it. If it comes again, report it with what 'onebox tasks log' says.").ToException();

    public static ProblemException OutOfMemory(string how, IReadOnlyList<string> levers) =>
        new Problem(ProblemKind.Insufficient, "training.out_of_memory", how, levers.Count == 0 ? "Free memory on the machine, then 'onebox train resume'." : $"Start it again with one of these, by what each frees (estimated): {string.Join(' ', levers)}").ToException();

    public static ProblemException ModelNotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "model.not_found", $"There is no model {nameOrId} on this box.", "See 'onebox models list'.").ToException();

    public static ProblemException ModelNotReady(string name) =>
        new Problem(ProblemKind.Conflict, "model.not_ready", $"The model {name} is not ready.", "Wait for its import, or import it again.").ToException();

    public static ProblemException NoAdapter(string name) =>
        new Problem(ProblemKind.Invalid, "export.no_adapter", $"The model {name} has no adapter: it was not trained here by lora, qlora or dpo, or its run was deleted.", "Export it whole, as gguf or safetensors.") { Field = "format" }.ToException();

    public static ProblemException ExportTargetTaken(string path) =>
        new Problem(ProblemKind.Conflict, "export.target_taken", $"There is already something at {path}.", "Choose another path with --out; --overwrite replaces a file, but no folder, and nothing of the box's own.") { Field = "path" }.ToException();

    public static ProblemException ExportFailed(string path, Exception error) =>
        new Problem(ProblemKind.Invalid, "export.not_written", $"{path} could not be written: {error.Message}", "Check that the box may write there and that the disk has room.").ToException(error);

    public static ProblemException ConversionFailed(string name, string? reason) =>
        new Problem(ProblemKind.Internal, "export.failed", $"{name} could not be converted. {reason ?? "The worker gave no reason."}").ToException();

    public static ProblemException ExportNotFound(string taskId) =>
        new Problem(ProblemKind.NotFound, "export.not_found", $"The task {taskId} has exported nothing, or has not ended.", "See 'onebox tasks list'.").ToException();
}
