using Onebox.Datasets.Reading;

namespace Onebox.Datasets.Tests.Reading;

/// <summary>A file of one test, read by the format that is found for it.</summary>
internal sealed class Files : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onebox-rows-");

    public SourceFile Of(string name, byte[] content, SourceSettings? settings = null, DatasetsOptions? limits = null)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return new SourceFile(path, name, settings ?? new SourceSettings(), limits ?? new DatasetsOptions());
    }

    public SourceFile Of(string name, string content, SourceSettings? settings = null, DatasetsOptions? limits = null) => Of(name, System.Text.Encoding.UTF8.GetBytes(content), settings, limits);

    /// <summary>Number, JSON or problem, and group of every record.</summary>
    public static async Task<List<(long Number, string Content, string? Group)>> ReadAsync(SourceFile file)
    {
        var records = new List<(long, string, string?)>();
        await foreach (var record in SourceFormats.Of(file).ReadAsync(file, TestContext.Current.CancellationToken))
        {
            using (record) records.Add((record.Number, record.Document is null ? "! " + record.Problem : record.Value.GetRawText(), record.Group));
        }

        return records;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
