using Onebox.Api.Models;
using Onebox.Cli.Output;

namespace Onebox.Cli.Connection;

/// <summary>Sends a file to the box in pieces; each is on the box's disk before the next is sent.</summary>
internal static class SendFile
{
    private const int ChunkBytes = 8 << 20;

    /// <summary>True when the box is the one on this machine: then it reads files where they are.</summary>
    public static bool IsHere(Invocation run) => BoxFinder.AddressOf(run.Parse) is null;

    /// <returns>The upload's id.</returns>
    public static async Task<string> UploadAsync(Invocation run, string file, CancellationToken cancellation)
    {
        if (Directory.Exists(file)) throw new UsageException($"{file} is a folder: send its files one by one, or import it on the box itself.");
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        await using var stream = File.OpenRead(file);
        var upload = await run.Box.Models.CreateUploadAsync(new CreateUploadRequest(Path.GetFileName(file), stream.Length), cancellation);
        var chunk = new byte[ChunkBytes];
        while (upload.OffsetBytes < stream.Length)
        {
            stream.Position = upload.OffsetBytes;
            var read = await stream.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellation);
            upload = await run.Box.Models.AppendUploadAsync(upload.Id, upload.OffsetBytes, new MemoryStream(chunk, 0, read), cancellation);
            if (run.Print.IsWatched) Console.Error.Write($"\r\u001b[Ksending {Units.Bytes(upload.OffsetBytes)} of {Units.Bytes(stream.Length)}");
        }

        return upload.Id;
    }
}
