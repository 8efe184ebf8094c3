using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;
using Onebox.Tasks;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// A file of <c>/v1/files</c> becomes a document of a base: its bytes are copied into the base's folder, and an ingestion reads them. The document has the file's id, so that clients
/// find it by what they know.
/// </summary>
internal sealed class AttachFile(IClientFiles uploads, ITasks tasks, IAudit audit)
{
    private const string Folder = "openai";
    private const int LeastTokens = 100;
    private const int MostTokens = 4096;

    /// <summary>Where an attached file lies, under its own name.</summary>
    public static string FolderOf(OpenBase opened, string fileId) => Path.Combine(opened.Files, Folder, fileId);

    /// <summary>Attached, and not read yet (or being read).</summary>
    public static bool IsWaiting(OpenBase opened, string fileId) => IsFileId(fileId) && Directory.Exists(FolderOf(opened, fileId));

    /// <exception cref="ProblemException"><c>file_not_found</c>, <c>request.invalid</c>.</exception>
    public async Task RunAsync(OpenBase opened, AttachFileRequest request, Caller caller, CancellationToken cancellation)
    {
        var attributes = AttributeMatch.Read(request.Attributes);
        var chunkTokens = ChunkTokens(request.ChunkingStrategy);
        if (request.FileId is not { Length: > 0 } id || !IsFileId(id) || await uploads.FindAsync(id, caller, cancellation) is not { } file)
            throw new Problem(ProblemKind.NotFound, "file_not_found", $"There is no file {request.FileId}, or it is somebody else's.", "Send it with POST /v1/files first.") { Field = "file_id" }.ToException();
        var name = SendFile.IsName(file.FileName) ? file.FileName : $"file{Path.GetExtension(file.FileName)}";
        var path = Path.Combine(FolderOf(opened, id), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            var part = $"{path}.part";
            await using (var from = File.OpenRead(file.Path))
            await using (var to = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await from.CopyToAsync(to, cancellation);
                to.Flush(flushToDisk: true);
            }

            DurableFile.Move(part, path);
        }

        var input = new IngestInput(opened.Id, [path], null, null, caller.Name, Attached: new AttachedFile(id, attributes, chunkTokens));
        await tasks.StartAsync(new NewTask<IngestInput>(IngestTask.KindName, $"Read {name} into {opened.Name}", input, caller, opened.Id), cancellation);
        await audit.WriteAsync(caller, "knowledge.ingestion_started", opened.Id, $"{opened.Name}: {id} {name}", cancellation);
    }

    private static bool IsFileId(string id) => id.Length is > 5 and <= 64 && id.StartsWith("file-", StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <exception cref="ProblemException"><c>request.invalid</c>.</exception>
    public static void Check(ChunkingStrategy? strategy) => ChunkTokens(strategy);

    private static int? ChunkTokens(ChunkingStrategy? strategy)
    {
        if (strategy is null or { Type: "auto" }) return null;
        if (strategy is not { Type: "static", Static.MaxChunkSizeTokens: >= LeastTokens and <= MostTokens })
            throw new Problem(ProblemKind.Invalid, "request.invalid", $"A chunking strategy is 'auto', or 'static' with 'max_chunk_size_tokens' from {LeastTokens} to {MostTokens}.") { Field = "chunking_strategy" }.ToException();
        if (strategy.Static.ChunkOverlapTokens != 0)
            throw new Problem(ProblemKind.Invalid, "request.invalid", "Chunks do not overlap here: an answer reads what stands around the chunk that was found.", "Send 0 for 'chunk_overlap_tokens', or the strategy 'auto'.") { Field = "chunking_strategy" }.ToException();
        return strategy.Static.MaxChunkSizeTokens;
    }
}
