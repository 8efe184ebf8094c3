using Onebox.Models.Loop;

namespace Onebox.Training.Planning;

/// <summary>A run with nothing left open: what the worker does, and what lineage records.</summary>
internal sealed record TrainingPlan
{
    public required string Name { get; init; }

    /// <summary>Null for pretraining.</summary>
    public PlannedBase? Base { get; init; }

    /// <summary>What pretraining begins with; null otherwise.</summary>
    public PlannedShape? Shape { get; init; }
    public required IReadOnlyList<PlannedData> Data { get; init; }

    /// <summary>With nothing left open but <see cref="TrainingSettings.Threads"/>.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>For settings that the box has chosen for this base and data: the reason, by name.</summary>
    public IReadOnlyDictionary<string, string>? Why { get; init; }

    /// <summary>True: only the assistant's words of a conversation are learned; false: all of it.</summary>
    public required bool AnswersOnly { get; init; }

    /// <summary>What data and model these are: a checkpoint of others is not resumed.</summary>
    public string Identity => string.Join(' ', [Base?.ContentHash ?? Shape!.ToString(), .. Data.Select(d => d.Hash)]);
}

/// <summary>A model that training begins from.</summary>
/// <param name="Files">Absolute paths of its files with weights, in order.</param>
/// <param name="Quantization">Of its file: what the merged model is written in, where it can be.</param>
/// <param name="Licence">As the catalog knows it, which may know more than the files say.</param>
internal sealed record PlannedBase(string ModelId, string Name, string ContentHash, string Format, string Folder, IReadOnlyList<string> Files, string? Quantization, long? Parameters, string? Licence = null);

/// <summary>The shape of a model that does not exist yet.</summary>
/// <param name="Tokenizer">The absolute path of a tokenizer.json.</param>
/// <param name="ChatTemplate">The template's text; null for none.</param>
internal sealed record PlannedShape(
    string Architecture,
    int Layers,
    int Embedding,
    int Heads,
    int KeyValueHeads,
    int? HeadLength,
    int FeedForward,
    int Vocabulary,
    int Context,
    bool TiedEmbeddings,
    double RopeBase,
    double NormEpsilon,
    string Tokenizer,
    string TokenizerHash,
    string? ChatTemplate,
    string? ChatTemplateFile)
{
    /// <summary>Of all tensors: embeddings, and for each layer attention, SwiGLU and two norms.</summary>
    public long Parameters
    {
        get
        {
            long head = HeadLength ?? (Embedding / Heads);
            var attention = (2 * Embedding * Heads * head) + (2 * Embedding * KeyValueHeads * head);
            var layer = attention + (3L * Embedding * FeedForward) + (2L * Embedding) + (Architecture == "qwen3" ? 2 * head : 0);
            return (Layers * layer) + Embedding + ((TiedEmbeddings ? 1L : 2L) * Vocabulary * Embedding);
        }
    }
}

/// <summary>Rows to learn from: a dataset's version or a file.</summary>
/// <param name="Path">The absolute path of the file with canonical rows.</param>
/// <param name="Hash">Of the rows, lower-case hex.</param>
/// <param name="Role"><c>train</c> or <c>validation</c>; null: each row says it in <c>split</c>.</param>
internal sealed record PlannedData(string Name, string? DatasetId, string? Version, string Hash, string Path, string? Role);

/// <summary>The ways to train.</summary>
internal static class Methods
{
    public const string Lora = "lora";
    public const string Qlora = "qlora";
    public const string Full = "full";
    public const string Dpo = "dpo";
    public const string Pretrain = "pretrain";

    public static readonly IReadOnlyList<string> All = [Lora, Qlora, Full, Dpo, Pretrain];

    public static TrainingMethod Of(string method) => Enum.Parse<TrainingMethod>(method, ignoreCase: true);
}
