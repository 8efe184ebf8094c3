using System.Security.Cryptography;
using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Tasks;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary><c>integrity</c>: the candidate's files are, byte for byte, those that were hashed when it was imported or trained.</summary>
internal static class CheckFiles
{
    private const int BufferBytes = 1 << 20;

    public static async Task<ConditionVerdict> RunAsync(Candidate candidate, TaskRun run, CancellationToken cancellation)
    {
        var models = candidate.Models.Select(chain => chain[0].Model).ToList();
        run.Step($"hashing the files of {candidate.Name}", "bytes", models.Sum(m => m.SizeBytes));
        List<string> faults = [.. candidate.Unseen];
        long read = 0;
        foreach (var model in models)
        {
            foreach (var file in model.Files)
            {
                if (await FaultAsync(model, file, bytes => run.Report(read += bytes), cancellation) is { } fault) faults.Add(fault);
            }
        }

        return new ConditionVerdict(
            $"integrity: the files of {candidate.Name} are as they were recorded",
            faults.Count == 0,
            faults.Count > 0 ? string.Join("; ", faults) : $"all {models.Sum(m => m.Files.Count)} files have the SHA-256 that was recorded when {(models is [var one] ? $"{one.Name} was" : "they were")} made or imported");
    }

    private static async Task<string?> FaultAsync(Model model, StoredFile file, Action<int> report, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(Path.Combine(model.Folder, file.Name), new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 });
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                report(read);
            }

            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return found == file.Sha256 ? null : $"{file.Name} of {model.Name} was changed: its SHA-256 is {found[..12]}…, recorded was {file.Sha256[..12]}…";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{file.Name} of {model.Name} cannot be read: {error.Message}";
        }
    }
}
