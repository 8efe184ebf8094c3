using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Prediction.Files;

/// <summary><c>POST /v1/files</c>: a form with <c>purpose</c> and <c>file</c>, which is written to the disk as it comes.</summary>
internal static class UploadFile
{
    private const int MaxText = 1000, BoundaryLimit = 200;

    private static readonly string[] Purposes = ["batch", "assistants", "fine-tune", "vision", "user_data", "evals"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/files", HandleAsync).Allow(Actions.Infer).WithTags("OpenAI").WithMetadata(new NoServerLimit());

    private static async Task HandleAsync(HttpContext http, FileStore files, IOptions<PredictionOptions> options)
    {
        var stop = http.RequestAborted;
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and < BoundaryLimit } boundary)
            throw PredictionErrors.Invalid("The body must be multipart/form-data with 'file' and 'purpose'.", "file");
        var id = files.NewId();
        string? purpose = null, name = null;
        var temp = files.PathOf(id) + ".tmp";
        try
        {
            var reader = new MultipartReader(boundary, http.Request.Body);
            while (await reader.ReadNextSectionAsync(stop) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
                {
                    case "purpose":
                        purpose = await TextAsync(section.Body, stop);
                        break;
                    case "file":
                        name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                        await WriteAsync(section.Body, temp, options.Value.MaxFileBytes, stop);
                        break;
                }
            }

            if (name is null) throw PredictionErrors.Invalid("'file' is missing.", "file");
            if (purpose is null || !Purposes.Contains(purpose)) throw PredictionErrors.Invalid($"'purpose' must be one of {string.Join(", ", Purposes)}.", "purpose");
            DurableFile.Move(temp, files.PathOf(id));
        }
        // The reader's words for a form that ends before its last boundary.
        catch (Exception error) when (error is InvalidDataException || (error is IOException && error.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal)))
        {
            throw PredictionErrors.Invalid("The form is malformed.", "file");
        }
        finally
        {
            File.Delete(temp);
        }

        var shown = Path.GetFileName(name.Replace('\\', '/'));
        var record = await files.AddAsync(id, http.Caller().UserId, shown.Length is 0 or > 255 ? "file" : shown, purpose, stop);
        await Results.Json(FileShape.Of(record), FileJson.Default.FileShape).ExecuteAsync(http);
    }

    private static async Task WriteAsync(Stream from, string path, long limit, CancellationToken stop)
    {
        await using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        var buffer = new byte[1 << 16];
        long written = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, stop)) > 0)
        {
            if ((written += read) > limit) throw PredictionErrors.TooLarge(limit);
            await stream.WriteAsync(buffer.AsMemory(0, read), stop);
        }

        stream.Flush(flushToDisk: true);
    }

    private static async Task<string> TextAsync(Stream from, CancellationToken stop)
    {
        var buffer = new byte[MaxText];
        var read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read).Trim();
    }

    private sealed class NoServerLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
