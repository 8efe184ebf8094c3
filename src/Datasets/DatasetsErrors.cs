using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Datasets;

/// <summary>Everything that can go wrong here: the request's fault, the file's, the disk's.</summary>
internal static class DatasetsErrors
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int NamesShown = 40;

    public static ProblemException NotFound(string reference) =>
        new Problem(ProblemKind.NotFound, "dataset.not_found", $"There is no dataset {reference} on this box.", "See 'onebox datasets list', or import it with 'onebox datasets import FILE --name NAME'.").ToException();

    public static ProblemException NotReady(string reference) =>
        new Problem(ProblemKind.Conflict, "dataset.not_ready", $"The dataset {reference} is still being made.", "Wait for its task: 'onebox tasks list --active' shows it.").ToException();

    public static ProblemException Busy(string name) =>
        new Problem(ProblemKind.Conflict, "dataset.busy", $"Another import or preparation of the dataset {name} is under way.", "Wait for it, or cancel it with 'onebox tasks cancel'.").ToException();

    public static ProblemException OthersName(string name) =>
        new Problem(ProblemKind.Forbidden, "dataset.not_yours", $"The name {name} is taken by a dataset that you are no reader of.", "Give another one with --name.") { Field = "name" }.ToException();

    public static ProblemException NotASource(string path) =>
        new Problem(ProblemKind.Forbidden, "dataset.not_a_source", $"{path} is the box's own and no file to read rows from.", "Name a dataset, or a file outside the box's data folder.") { Field = "path" }.ToException();

    public static ProblemException OtherReaders(string from, string to) =>
        new Problem(ProblemKind.Conflict, "dataset.other_readers", $"{to} has other readers than {from}.", "Prepare it under a new name, or give both the same readers with 'onebox datasets change'.") { Field = "name" }.ToException();

    public static ProblemException DamagedRow(string path, long line, Exception error) =>
        new Problem(ProblemKind.Corrupt, "dataset.damaged", string.Create(CultureInfo.InvariantCulture, $"Line {line} of {path} is no dataset row."), "The file was changed or damaged after its import: delete this version and import it again.").ToException(error);

    public static ProblemException NoName(string from) =>
        new Problem(ProblemKind.Invalid, "import.name_needed", $"No name can be made out of '{from}'.", "Give one with --name.") { Field = "name" }.ToException();

    public static ProblemException Unreadable(string path, string why, Exception? error = null) =>
        new Problem(ProblemKind.Invalid, "import.unreadable", $"{path} cannot be read: {why}", "Check the path, and that the box's user may read it.") { Field = "path" }.ToException(error);

    public static ProblemException OutsideRoots(string path, IEnumerable<string> roots) =>
        new Problem(ProblemKind.Forbidden, "import.outside_roots", $"{path} is outside the folders that imports may read.", $"Put it below one of: {string.Join(", ", roots)}; or have Onebox:Datasets:ImportRoots changed.") { Field = "path" }.ToException();

    public static ProblemException Malformed(string format, string what, Exception? error = null) =>
        new Problem(ProblemKind.Invalid, "dataset.malformed", $"The file is no readable {format}: {what}", "Mend the file, or say with --format what it is.").ToException(error);

    public static ProblemException TooLarge(string what, string limit) =>
        new Problem(ProblemKind.TooLarge, "dataset.too_large", $"{what} is over the limit of {limit}.", "Cut it smaller, or have the limits below Onebox:Datasets raised.").ToException();

    public static ProblemException FormatUnknown(string word) =>
        new Problem(ProblemKind.Invalid, "dataset.format_unknown", $"There is no format '{word}'.", "Choose jsonl, json, csv, tsv, parquet, excel or text with --format.") { Field = "format" }.ToException();

    public static ProblemException NoRows() =>
        new Problem(ProblemKind.Invalid, "dataset.no_rows", "The file holds no rows.", "Choose another file; a table needs a first line with the names of its columns.").ToException();

    public static ProblemException NothingReadable(string format, long count, long first, string why) =>
        new Problem(
            ProblemKind.Invalid, "dataset.no_rows", string.Create(CultureInfo.InvariantCulture, $"Read as {format}, the file holds no row: of {count} none can be read. The first, number {first}: {why}."),
            format == "jsonl" ? "Put one JSON object on each line, such as {\"text\": \"…\"}; for lines of plain text say --format text." : "Mend the file, or say with --format what it is.")
        { Field = "format" }.ToException();

    public static ProblemException ShapeUnknown(IReadOnlyCollection<string> columns) =>
        new Problem(
            ProblemKind.Invalid,
            "dataset.shape_unknown",
            $"What the rows are for could not be told. The file has these columns: {Listed(columns)}.",
            "Say which is which: --map prompt=COLUMN --map completion=COLUMN for questions and replies; --map messages=COLUMN for conversations; --map prompt=COLUMN --map chosen=COLUMN --map rejected=COLUMN for preferences; --map question=COLUMN --map answers=COLUMN for a question set; --map text=COLUMN for plain text. If the first line of a table is a row already, name its columns: --columns question,answer.")
        { Field = "map" }.ToException();

    public static ProblemException ShapeDoubtful(string shape, string why, int such, int seen, long row, string problem) =>
        new Problem(
            ProblemKind.Invalid, "dataset.shape_unknown", string.Create(CultureInfo.InvariantCulture, $"The rows look like {shape} ({why}), but of the first {seen} only {such} are such. Record {row} {problem}."),
            such == 0 ? "Mend the rows, or say which column is which with --map." : $"Mend the rows, or take those that are such with --shape {shape}: the others are left out and named.")
        { Field = "shape" }.ToException();

    public static ProblemException ShapeMisses(string shape, string role, IReadOnlyCollection<string> columns) =>
        new Problem(ProblemKind.Invalid, "dataset.map_incomplete", $"Rows as {shape} need '{role}', and no column is it. The file has these columns: {Listed(columns)}.", $"Name it with --map {role}=COLUMN.") { Field = "map" }.ToException();

    public static ProblemException ColumnUnknown(string role, string column, IReadOnlyCollection<string> columns) =>
        new Problem(ProblemKind.Invalid, "dataset.column_unknown", $"The file has no column '{column}', which was to be '{role}'. It has: {Listed(columns)}.", $"Name another with --map {role}=COLUMN.") { Field = "map" }.ToException();

    public static ProblemException SlotUnknown(string shape, string slot, IReadOnlyCollection<string> slots) =>
        new Problem(ProblemKind.Invalid, "dataset.map_unknown", $"Rows as {shape} have no '{slot}'.", $"They can have: {string.Join(", ", slots)}.") { Field = "map" }.ToException();

    public static ProblemException NothingTaken(long skipped, string first) =>
        new Problem(ProblemKind.Invalid, "dataset.no_rows", string.Create(CultureInfo.InvariantCulture, $"None of the {skipped} rows could be taken. The first: {first}"), "See what was recognised with 'onebox datasets import FILE --dry-run', and give --shape and --map.").ToException();

    public static ProblemException NothingLeft(string step) =>
        new Problem(ProblemKind.Invalid, "recipe.nothing_left", $"The step '{step}' removed the last rows.", "Loosen it: no version was made.").ToException();

    public static ProblemException Recipe(string what) =>
        new Problem(ProblemKind.Invalid, "recipe.invalid", $"The recipe is not valid: {what}", "See docs/formats/dataset-recipe.md for the steps and their settings.") { Field = "recipe" }.ToException();

    public static ProblemException Template(string name) =>
        new Problem(ProblemKind.NotFound, "dataset.template_unknown", $"There is neither a model nor a built-in template named {name}.", "Choose a model of 'onebox models list', or chatml, llama2, llama3, mistral, gemma, phi3 or plain.") { Field = "template" }.ToException();

    public static ProblemException TemplateUnusable(string model, Exception error) =>
        new Problem(ProblemKind.Invalid, "dataset.template_unusable", $"The chat template of {model} cannot be used: {error.Message}", "Choose a built-in one: chatml, llama2, llama3, mistral, gemma, phi3 or plain.") { Field = "template" }.ToException(error);

    public static ProblemException Tokenizer(string model, string why) =>
        new Problem(ProblemKind.Invalid, "dataset.tokenizer_unusable", $"The tokenizer of {model} cannot count: {why}", "Choose another model with --tokenizer, or leave it out: then characters are counted.") { Field = "tokenizer" }.ToException();

    public static ProblemException InUse(string reference, string user) =>
        new Problem(ProblemKind.Conflict, "dataset.in_use", $"The dataset {reference} is used by {user}.", "Wait until that has ended.").ToException();

    public static ProblemException DiskFull(long neededBytes, long freeBytes) =>
        new Problem(ProblemKind.Insufficient, "import.disk_full", string.Create(CultureInfo.InvariantCulture, $"The work needs about {neededBytes >> 20} MiB on the disk; {freeBytes >> 20} MiB are free."), "Delete versions that are no longer needed, or move the data folder to a larger disk.").ToException();

    public static ProblemException Disk(IOException error) => (error.HResult & 0xFFFF) == NoSpaceLeft
        ? new Problem(ProblemKind.Insufficient, "import.disk_full", "The disk became full while rows were written.", "Make room and start again.").ToException(error)
        : new Problem(ProblemKind.Internal, "import.disk_failed", $"Rows could not be written: {error.Message}", "Check the disk.").ToException(error);

    private static string Listed(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamesShown} more") : "");
}
