using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Catalog.Importing;

/// <summary>Everything that can go wrong with an import: the request's fault, the source's, the disk's.</summary>
internal static class ImportErrors
{
    private const int NamesShown = 12;
    private const int NoSpaceLeft = 28; // ENOSPC

    public static ProblemException NoName(string from) =>
        new Problem(ProblemKind.Invalid, "import.name_needed", $"No name can be made out of '{from}'.", "Give one with --name.") { Field = "name" }.ToException();

    public static ProblemException Unreadable(string path, Exception error) =>
        new Problem(ProblemKind.Invalid, "import.unreadable", $"{path} cannot be read: {error.Message}", "Check the path, and that the box's user may read it.") { Field = "path" }.ToException(error);

    public static ProblemException NotRegular(string path) =>
        new Problem(ProblemKind.Invalid, "import.unreadable", $"{path} is no regular file.", "Choose a file or a folder.") { Field = "path" }.ToException();

    public static ProblemException OutsideRoots(string path, IEnumerable<string> roots) =>
        new Problem(ProblemKind.Forbidden, "import.outside_roots", $"{path} is outside the folders that imports may read.", $"Put it below one of: {string.Join(", ", roots)}; or have Onebox:Catalog:ImportRoots changed.") { Field = "path" }.ToException();

    public static ProblemException Several(string where, IEnumerable<(string Name, long? Bytes)> models)
    {
        var all = models.Select(m => m.Bytes is { } bytes ? $"{m.Name} ({Sizes.Text(bytes)})" : m.Name).ToList();
        var shown = string.Join(", ", all.Take(NamesShown)) + (all.Count > NamesShown ? $" and {all.Count - NamesShown} more" : "");
        return new Problem(ProblemKind.Invalid, "import.choose", $"{where} holds {all.Count} models: {shown}.", "Name one of these files.").ToException();
    }

    public static ProblemException NoModel(string where) =>
        new Problem(ProblemKind.NotFound, "import.no_model", $"{where} holds no GGUF or safetensors model.", "Choose another.").ToException();

    public static ProblemException NotInRepository(string repository, string file, IEnumerable<string> models) =>
        new Problem(ProblemKind.NotFound, "import.no_model", $"{repository} has no file {file}.", $"It has: {string.Join(", ", models.Take(NamesShown))}.") { Field = "file" }.ToException();

    public static ProblemException Pickle(string file) =>
        new Problem(ProblemKind.Invalid, "import.pickle", $"{file}: this is a PyTorch pickle, and pickle files can run code when they are opened.", "Take the GGUF or safetensors files of the same model, or convert it to safetensors where it was made.").ToException();

    public static ProblemException ChecksumOfMany(int files) =>
        new Problem(ProblemKind.Invalid, "import.checksum_of_many", $"One SHA-256 cannot be checked against {files} files.", "Leave it out.") { Field = "sha256" }.ToException();

    public static ProblemException Checksum(string file, string expected, string found) =>
        new Problem(ProblemKind.Corrupt, "import.checksum", $"{file} has the SHA-256 {found} and should have {expected}.", "The file is damaged or not the one meant: get it again from its maker.").ToException();

    public static ProblemException WrongLength(string file, long expected, long found) =>
        new Problem(ProblemKind.Corrupt, "import.wrong_length", string.Create(CultureInfo.InvariantCulture, $"{file} has {found} bytes and should have {expected}."), "The source contradicts itself: try later, or another mirror.").ToException();

    public static ProblemException SourceChanged(string file) =>
        new Problem(ProblemKind.Conflict, "import.source_changed", $"{file} was changed while it was copied.", "Import it when nobody writes to it.").ToException();

    public static ProblemException SourceBroken(string source, string what) =>
        new Problem(ProblemKind.Corrupt, "import.source_broken", $"{source} answers wrongly: {what}.", "Check Onebox:Catalog:HubAddress.").ToException();

    public static ProblemException Answered(string address, int status, string? reason) => status switch
    {
        401 or 403 => new Problem(ProblemKind.Forbidden, "import.source_refused", $"{address} answered {status} {reason}.", "The model is private or asks for consent: set Onebox:Catalog:HubToken, or download it elsewhere and import the file.").ToException(),
        404 or 410 => new Problem(ProblemKind.NotFound, "import.source_not_found", $"{address} answered {status} {reason}.", "Check the address, the repository's name and the revision.").ToException(),
        _ => new Problem(ProblemKind.Invalid, "import.source_refused", $"{address} answered {status} {reason}.", "Check the address.").ToException(),
    };

    public static ProblemException GaveUp(string source, int tries, Exception last, bool unreached) =>
        new Problem(ProblemKind.Unavailable, "import.source_unavailable", $"{source} was given up after {tries} tries without progress: {last.Message}.", unreached ? "Check the address, and that this machine reaches it, then start the import again." : "Check the network, then start the import again.").ToException(last);

    public static ProblemException DiskFull(long needed, long free, long keep) =>
        new Problem(ProblemKind.Insufficient, "import.disk_full", $"The model needs {Sizes.Text(needed)} on the disk; {Sizes.Text(free)} are free, of which {Sizes.Text(keep)} are kept.", "Delete models or other files, or move the data folder to a larger disk.").ToException();

    public static ProblemException Disk(string file, IOException error) => (error.HResult & 0xFFFF) == NoSpaceLeft
        ? new Problem(ProblemKind.Insufficient, "import.disk_full", $"The disk became full while {file} was written.", "Make room and start the import again.").ToException(error)
        : new Problem(ProblemKind.Internal, "import.disk_failed", $"{file} could not be written: {error.Message}", "Check the disk.").ToException(error);

    public static ProblemException AlreadyHere(Model same) =>
        new Problem(ProblemKind.Conflict, "model.same_content", $"These files are already here as the model {same.Name} ({same.Id}).", "Use that one: a deployment or a route can give it another name.").ToException();
}
