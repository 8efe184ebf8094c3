using Microsoft.Extensions.Options;

namespace Onebox.Datasets;

/// <summary>Settings of datasets (<c>Onebox:Datasets</c>). To add one: a property here with its default, a line in the validation below.</summary>
public sealed class DatasetsOptions
{
    /// <value>16 MiB: the longest row, line, cell or document.</value>
    public int MaxRowBytes { get; set; } = 16 << 20;

    /// <value>4,096 columns in a table, or fields in an object.</value>
    public int MaxColumns { get; set; } = 4096;

    /// <value>4 GiB: what a compressed file (xlsx, gz) may become. A small file that claims more is a bomb.</value>
    public long MaxUnpackedBytes { get; set; } = 4L << 30;

    /// <value>512 MiB of Excel's shared texts, which must be held in memory.</value>
    public long MaxExcelBytes { get; set; } = 512L << 20;

    /// <value>512 MiB: one row group of a Parquet file, unpacked; its columns are held in memory.</value>
    public long MaxRowGroupBytes { get; set; } = 512L << 20;

    /// <value>200 records are looked at to tell what a file is.</value>
    public int RecognitionRows { get; set; } = 200;

    /// <value>128 MiB: what the search for rows that are alike (duplicates, near duplicates, overlap) holds in memory. What is more goes to the disk and takes a little longer; so any size of dataset does with any size of memory.</value>
    public int AnalysisMemoryMegabytes { get; set; } = 128;

    internal long AnalysisMemoryBytes => (long)AnalysisMemoryMegabytes << 20;

    /// <value>2 GiB: what an import must leave free on the disk.</value>
    public long KeepFreeBytes { get; set; } = 2L << 30;

    /// <value>Empty: any path that the box can read. Otherwise imports by path are allowed below these folders only.</value>
    public IList<string> ImportRoots { get; } = [];
}

/// <summary>Finds all errors at once, at start.</summary>
internal sealed class DatasetsOptionsValidation : IValidateOptions<DatasetsOptions>
{
    public ValidateOptionsResult Validate(string? name, DatasetsOptions options)
    {
        List<string> errors = [];
        void Require(bool holds, string message)
        {
            if (!holds) errors.Add($"Onebox:Datasets:{message}");
        }

        Require(options.MaxRowBytes is >= 1024 and <= 1 << 30, "MaxRowBytes must be between 1 KiB and 1 GiB.");
        Require(options.MaxColumns >= 1, "MaxColumns must be at least 1.");
        Require(options.MaxUnpackedBytes > 0, "MaxUnpackedBytes must be positive.");
        Require(options.MaxExcelBytes > 0, "MaxExcelBytes must be positive.");
        Require(options.MaxRowGroupBytes > 0, "MaxRowGroupBytes must be positive.");
        Require(options.RecognitionRows >= 1, "RecognitionRows must be at least 1.");
        Require(options.AnalysisMemoryMegabytes >= 1, "AnalysisMemoryMegabytes must be at least 1.");
        Require(options.KeepFreeBytes >= 0, "KeepFreeBytes must not be negative.");
        foreach (var root in options.ImportRoots) Require(Path.IsPathRooted(root), $"ImportRoots '{root}' is no absolute path.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
