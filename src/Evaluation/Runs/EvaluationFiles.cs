using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Kernel.Files;

namespace Onebox.Evaluation.Runs;

/// <summary>The items of each run as lines of JSON in <c>evaluations/ID/items.jsonl</c>: there whole or not at all.</summary>
internal sealed class EvaluationFiles(DataFolder data, IHostApplicationLifetime lifetime)
{
    private const string FileName = "items.jsonl";

    /// <summary>A run that ends now is taken up by the next host.</summary>
    public bool HostIsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    public Writer Begin(string id) => new(Path.Combine(Directory.CreateDirectory(Path.Combine(data.Folder("evaluations"), id)).FullName, FileName));

    public void Delete(string id)
    {
        var folder = Path.Combine(data.Folder("evaluations"), id);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The items in the order of tasks and models; none before the run has ended.</summary>
    public async IAsyncEnumerable<EvaluatedItem> ReadAsync(string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var file = Path.Combine(data.Folder("evaluations"), id, FileName);
        if (!File.Exists(file)) yield break;
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (JsonSerializer.Deserialize(line, ApiJson.Default.EvaluatedItem) is { } item) yield return item;
        }
    }

    /// <summary>Writes beside the file; <see cref="KeepAsync"/> puts it in place.</summary>
    internal sealed class Writer : IAsyncDisposable
    {
        private readonly string _path;
        private readonly FileStream _stream;

        public Writer(string path)
        {
            _path = path;
            _stream = new FileStream(path + ".tmp", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }

        public async Task AddAsync(IEnumerable<EvaluatedItem> items, CancellationToken cancellation)
        {
            foreach (var item in items)
            {
                await _stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Default.EvaluatedItem), cancellation);
                _stream.WriteByte((byte)'\n');
            }
        }

        public async Task KeepAsync(CancellationToken cancellation)
        {
            await _stream.FlushAsync(cancellation);
            _stream.Flush(flushToDisk: true);
            DurableFile.Move(_path + ".tmp", _path);
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();
    }
}
