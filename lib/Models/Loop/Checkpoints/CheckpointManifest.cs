using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Models.Loop;

/// <summary>What a checkpoint says about itself (docs/formats/checkpoint.md).</summary>
internal sealed record CheckpointManifest(int Format, string Identity, DateTimeOffset WrittenAt, TrainingSettings Settings, RunState State, IReadOnlyList<CheckpointTensor> Tensors)
{
    public const int CurrentFormat = 1;
    private const string FileName = "manifest.json";
    private const string SumName = "manifest.xxh128";
    private const int MostBytes = 64 << 20;

    public static void Write(string folder, CheckpointManifest manifest, Action<string> boundary)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.CheckpointManifest);
        Disk.Write(Path.Combine(folder, FileName), json);
        boundary(FileName);
        Disk.Write(Path.Combine(folder, SumName), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(XxHash128.Hash(json))));
        boundary(SumName);
    }

    /// <exception cref="TrainingException">Missing, damaged, or of a newer format.</exception>
    public static CheckpointManifest Read(string folder)
    {
        try
        {
            var path = Path.Combine(folder, FileName);
            if (new FileInfo(path).Length > MostBytes) throw Damaged(folder, "its manifest is larger than any that is written");
            var json = File.ReadAllBytes(path);
            var sum = File.ReadAllText(Path.Combine(folder, SumName)).Trim();
            if (!string.Equals(sum, Convert.ToHexStringLower(XxHash128.Hash(json)), StringComparison.Ordinal)) throw Damaged(folder, "its manifest is not what was written");
            var manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.CheckpointManifest) ?? throw Damaged(folder, "its manifest is empty");
            return manifest.Format == CurrentFormat
                ? manifest
                : throw new TrainingException(TrainingError.Damaged, $"The checkpoint {folder} has format {manifest.Format}; this version reads {CurrentFormat}. Use the version that wrote it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException)
        {
            throw Damaged(folder, $"its manifest cannot be read ({e.Message})", e);
        }
    }

    public static TrainingException Damaged(string folder, string why, Exception? inner = null) =>
        new(TrainingError.Damaged, $"The checkpoint {Path.GetFileName(folder)} cannot be used: {why}. The run goes on from the one before it; if there is none, start anew.", inner);
}

/// <summary>A tensor of a checkpoint: where it is and what its bytes hash to (XXH128, hexadecimal).</summary>
internal sealed record CheckpointTensor(string Name, string File, IReadOnlyList<long> Shape, long Bytes, string Hash);

/// <summary>Where a run is between two steps, besides its tensors. Chance needs no state: each step's is made from the seed and the step's number.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="TotalSteps">Where the run ends.</param>
/// <param name="Warmup">Steps of warm-up.</param>
/// <param name="Position">Where the next step reads.</param>
/// <param name="Losses">The last steps' losses, oldest first: what a spike is held against.</param>
/// <param name="BestLoss">The best validation loss.</param>
/// <param name="BestStep">The step of that.</param>
/// <param name="Worse">Validations since then.</param>
/// <param name="ValidationLoss">The last one.</param>
/// <param name="Updates">How often the optimizer's moments were updated.</param>
internal sealed record RunState(long Step, long Tokens, long TotalSteps, int Warmup, FeedPosition Position, IReadOnlyList<double> Losses, double? BestLoss, long? BestStep, int Worse, double? ValidationLoss, long Updates);

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
