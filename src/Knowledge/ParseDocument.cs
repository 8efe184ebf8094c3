using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Documents;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Knowledge.Ingestion;
using Onebox.Pool;

namespace Onebox.Knowledge;

/// <summary><c>POST /api/documents/parse?name=NAME</c>: a file's bytes in, the block model out: for reading what the parser saw. Nothing is kept.</summary>
internal sealed class ParseDocument(IPool pool, IWorkers workers, DataFolder data, IOptions<KnowledgeOptions> options, Ids ids, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/documents/parse", async Task<JsonHttpResult<Document>> (string name, HttpContext http, ParseDocument parse, CancellationToken cancellation) =>
            TypedResults.Json(await parse.RunAsync(http.Request.Body, name, cancellation), DocumentJson.Readable.Document)).Allow(Actions.KnowledgeWrite).WithName("ParseDocument").WithTags("Knowledge").WithMetadata(new OwnLimit());

    private async Task<Document> RunAsync(Stream body, string name, CancellationToken cancellation)
    {
        var path = Path.Combine(data.Incoming, ids.New("parse"));
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                var buffer = new byte[128 << 10];
                for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if (file.Length + read > options.Value.MaxFileBytes) throw KnowledgeErrors.FileTooLarge(name, options.Value.MaxFileBytes);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
            }

            await using var reader = new DocumentReader(pool, workers, options, clock, ids.New("parse"), "reading one document");
            var reading = await reader.ReadAsync(path, Path.GetFileName(name), cancellation);
            return reading.Document ?? throw KnowledgeErrors.Refused(name, reading.Refusal ?? "It could not be read.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class OwnLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
