using Onebox.Api.Datasets;
using Onebox.Datasets.Reading;
using Onebox.Datasets.Shapes;
using Onebox.Kernel;

namespace Onebox.Datasets.Importing;

/// <summary>What an import's request must be before anything is read.</summary>
internal static class ImportRequests
{
    private const double Rounding = 1e-6;

    public static void Validate(ImportDatasetRequest request)
    {
        var given = new[] { request.Path, request.Url, request.Upload }.Count(s => !string.IsNullOrWhiteSpace(s));
        var shares = request.Shares ?? Rows.SplitChoice.Usual;
        new Validation()
            .Require(given == 1, "path", "Give just one of path, url and upload.")
            .Require(request.Name is null || (Names.IsValid(request.Name) && !Ids.Is(request.Name, ResourceKinds.Dataset) && !Ids.Is(request.Name, ResourceKinds.DatasetVersion)), "name", Names.Rule)
            .Require(request.Path is null || Path.IsPathRooted(request.Path), "path", "The path must be absolute: the box does not know your working folder.")
            .Require(request.Url is null || (Uri.TryCreate(request.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"), "url", "The address must begin with http:// or https://.")
            .Require(request.Format is null || SourceFormats.All.Any(f => f.Name.Equals(request.Format, StringComparison.OrdinalIgnoreCase)), "format", $"The format is one of {string.Join(", ", SourceFormats.All.Select(f => f.Name))}.")
            .Require(request.Shape is null || RowShapes.Find(request.Shape) is not null, "shape", $"The shape is one of {string.Join(", ", RowShapes.All.Select(s => s.Name))}.")
            .Require(request.Roles is null || request.Roles.Values.All(r => RoleWords.All.Contains(r, StringComparer.Ordinal)), "roles", $"A role becomes one of {string.Join(", ", RoleWords.All)}.")
            .Require(shares is { Train: >= 0, Validation: >= 0, Test: >= 0 } && Math.Abs(shares.Train + shares.Validation + shares.Test - 1) < Rounding, "shares", "The shares of train, validation and test must not be negative and must add up to 1.")
            .Require(request.Columns is null || (request.Columns.Count > 0 && request.Columns.All(c => !string.IsNullOrWhiteSpace(c)) && request.Columns.Distinct(StringComparer.Ordinal).Count() == request.Columns.Count), "columns", "Name every column, each otherwise.")
            .Require(Readers.AreValid(request.Readers), "readers", Readers.Rule)
            .Require(request.ContextTokens is null or > 0, "contextTokens", "The context must be positive.")
            .ThrowIfInvalid();
    }

    /// <summary>The name without what tells the format.</summary>
    public static string Stem(string fileName)
    {
        if (fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) fileName = fileName[..^3];
        return Path.GetFileNameWithoutExtension(fileName);
    }
}
