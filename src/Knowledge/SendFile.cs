using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge;

/// <summary><c>PUT /api/knowledge/{base}/files/{name}</c>: takes a file's bytes; <c>POST …/documents</c> with its name then reads it. It stays with the base.</summary>
internal static class SendFile
{
    // In bytes: what file systems take.
    private const int LongestPart = 255;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/knowledge/{base}/files/{**name}", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("SendKnowledgeFile").WithTags("Knowledge").WithMetadata(new OwnLimit());

    /// <summary>A relative path without steps upward; nothing hidden.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 2000 && !Path.IsPathRooted(name) && name.IndexOfAny(['\0', '\\', '\n', '\r']) < 0 && name.Split('/').All(part => part.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(part) <= LongestPart && !part.StartsWith('.'));

    private static async Task<NoContent> HandleAsync(string @base, string name, HttpContext http, Bases bases, IOptions<KnowledgeOptions> options, Ids ids, CancellationToken cancellation)
    {
        new Validation().Require(IsName(name), "name", "A file's name is a relative path, without steps upward and hidden parts.").ThrowIfInvalid();
        var target = await bases.OpenAsync(@base, cancellation);
        var path = Path.Combine(target.Files, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = Path.Combine(target.Index.Folder, $"{ids.New("part")}.part");
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                var buffer = new byte[128 << 10];
                for (int read; (read = await http.Request.Body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if (file.Length + read > options.Value.MaxFileBytes) throw KnowledgeErrors.FileTooLarge(name, options.Value.MaxFileBytes);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(part);
        }

        return TypedResults.NoContent();
    }

    /// <summary>The limit is this module's, which tells the file's name.</summary>
    private sealed class OwnLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
