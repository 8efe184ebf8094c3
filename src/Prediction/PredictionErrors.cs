using Onebox.Kernel;

namespace Onebox.Prediction;

/// <summary>The caller's fault: no such file or batch, one that is in use or ended, a form that is not taken.</summary>
internal static class PredictionErrors
{
    public static ProblemException NoFile(string id) =>
        new Problem(ProblemKind.NotFound, "file_not_found", $"There is no file {id}, or it is somebody else's.", "See GET /v1/files.").ToException();

    public static ProblemException FileClosed(string id) =>
        new Problem(ProblemKind.Forbidden, "file_closed", $"The file {id} holds answers to rows of a dataset that you are no reader of.", "Ask the dataset's readers, or the box's owner.").ToException();

    public static ProblemException NoBatch(string id) =>
        new Problem(ProblemKind.NotFound, "batch_not_found", $"There is no batch {id}, or it is somebody else's.", "See GET /v1/batches.").ToException();

    public static ProblemException NotFound(string id) =>
        new Problem(ProblemKind.NotFound, "prediction.not_found", $"There is no prediction {id}.", "See 'onebox tasks list'.").ToException();

    public static ProblemException Invalid(string detail, string field) =>
        new Problem(ProblemKind.Invalid, "request.invalid", detail) { Field = field }.ToException();

    public static ProblemException TooLarge(long limitBytes) =>
        new Problem(ProblemKind.TooLarge, "file_too_large", $"The file is larger than {limitBytes} bytes.", "Send it in parts, or have the box's owner raise Onebox:Prediction:MaxFileBytes.").ToException();

    public static ProblemException InUse(string id) =>
        new Problem(ProblemKind.Conflict, "file_in_use", $"A batch that has not ended reads the file {id}.", "Cancel the batch first.").ToException();

    public static ProblemException Ended(string id, string status) =>
        new Problem(ProblemKind.Conflict, "batch_ended", $"The batch {id} has already ended: {status}.").ToException();

    public static ProblemException NoRoute(string route) =>
        new Problem(ProblemKind.NotFound, "route.not_found", $"There is no route {route}, or you may not use it.", "See 'onebox routes list'.") { Field = "route" }.ToException();

    public static ProblemException NoRows(string dataset) =>
        new Problem(ProblemKind.Invalid, "prediction.no_rows", $"The dataset {dataset} has no rows to ask in this split.", "Look at it with 'onebox datasets show'.") { Field = "dataset" }.ToException();

    public static ProblemException Damaged(string path) =>
        new Problem(ProblemKind.Corrupt, "prediction.journal_damaged", $"What was noted of the rows in {path} cannot be read.", "Start it again.").ToException();
}
