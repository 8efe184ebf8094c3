using System.Globalization;
using Onebox.Kernel;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <summary>Everything that can go wrong here. Imports have their own list in <c>Importing/ImportErrors.cs</c>.</summary>
internal static class CatalogErrors
{
    public static ProblemException NotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "model.not_found", $"There is no model {nameOrId} on this box.", "See 'onebox models list', or import it with 'onebox models import'.").ToException();

    public static ProblemException NameTaken(string name) =>
        new Problem(ProblemKind.Conflict, "model.name_taken", $"There is already a model named {name}.", "Choose another name with --name, or delete that model.") { Field = "name" }.ToException();

    public static ProblemException NotReady(Model model) => model.State == ModelState.Importing
        ? new Problem(ProblemKind.Conflict, "model.importing", $"The model {model.Name} is still being imported.", "Wait for its task, or cancel it.").ToException()
        : new Problem(ProblemKind.Corrupt, "model.damaged", $"The model {model.Name} is damaged: {model.Damage}", "Delete it and import it again.").ToException();

    public static ProblemException InUse(Model model, string user) =>
        new Problem(ProblemKind.Conflict, "model.in_use", $"The model {model.Name} is used by {user}.", "Undeploy it there first.").ToException();

    public static ProblemException Damaged(string name, string damage) =>
        new Problem(ProblemKind.Corrupt, "model.damaged", $"The model {name} is damaged: {damage}", "Delete it and import it again, and check the disk.").ToException();

    public static ProblemException FactsMissing(string name, string fact) =>
        new Problem(ProblemKind.Invalid, "sizing.facts_missing", $"What {name} needs cannot be calculated: its files do not state its {fact}.").ToException();

    public static ProblemException KeyValueTypeUnknown(string type) =>
        new Problem(ProblemKind.Invalid, "sizing.key_value_type", $"There is no KV type {type}.", "Choose f16, bf16, f32, q8_0 or q4_0.") { Field = "keyValueType" }.ToException();

    public static ProblemException UploadNotFound(string id) =>
        new Problem(ProblemKind.NotFound, "upload.not_found", $"There is no upload {id}; it may have expired.", "Begin a new one.").ToException();

    public static ProblemException UploadOffset(long sent, long expected) =>
        new Problem(ProblemKind.Conflict, "upload.offset", string.Create(CultureInfo.InvariantCulture, $"The bytes sent begin at {sent}, but {expected} have arrived."), "Ask where it stands with GET, and send from there.").ToException();

    public static ProblemException UploadTooLong(string id, long size) =>
        new Problem(ProblemKind.TooLarge, "upload.too_long", string.Create(CultureInfo.InvariantCulture, $"More bytes were sent than the {size} that the upload {id} was to have."), "Begin a new upload with the right size.").ToException();

    public static ProblemException UploadBusy(string id) =>
        new Problem(ProblemKind.Conflict, "upload.busy", $"Another request is sending to the upload {id}, or it is being imported.", "Wait until it has ended.").ToException();

    public static ProblemException UploadUnfinished(string id, long offset, long size) =>
        new Problem(ProblemKind.Conflict, "upload.unfinished", string.Create(CultureInfo.InvariantCulture, $"Of the upload {id}, {offset} of {size} bytes have arrived."), "Send the rest first.").ToException();

    /// <summary>A refusal by the reader of model files, in our words.</summary>
    public static ProblemException Refused(ModelFileException refusal)
    {
        var kind = refusal.Error switch
        {
            ModelFileError.NotFound => ProblemKind.NotFound,
            ModelFileError.Truncated or ModelFileError.Corrupt or ModelFileError.Duplicate or ModelFileError.MismatchedShards or ModelFileError.Changed => ProblemKind.Corrupt,
            _ => ProblemKind.Invalid,
        };
        var code = refusal.Error == ModelFileError.Pickle ? "import.pickle" : "import.refused";
        return new Problem(kind, code, $"{refusal.File}: {refusal.What}.", refusal.Remedy).ToException(refusal);
    }
}
