using System.Globalization;
using Onebox.Api.Models;
using Onebox.Kernel;

namespace Onebox.Catalog.Sizing;

/// <summary>
/// The memory of one training process. States follow Rajbhandari et al. 2020 (ZeRO, section 3.1), with gradients in F32 as lib/Models adds them up: with Adam in mixed precision a trained
/// parameter takes 2 bytes for itself, 4 for its gradient, 4 for the F32 copy and 8 for two moments (4 in half precision); in F32, 4 + 4 + 8. LoRA trains rank × (in + out)
/// parameters of each matrix (Hu et al. 2021); QLoRA keeps its base in 4-bit NF4 with double quantization, 4.127 bits a parameter (Dettmers et
/// al. 2023, section 3). Activations count what each operation keeps for the backward pass, as Korthikanti et al. 2022 (section 4), for
/// grouped-query attention without stored scores and SwiGLU. All of it is estimated.
/// </summary>
internal static class TrainingMemory
{
    public const long RuntimeBytes = 1L << 30; // libtorch and .NET
    public const int DefaultRank = 16;

    private const double QuantizedBits = 4.127;
    private const int FloatBytes = 4;
    private const int LogitCopies = 2; // the logits in F32 and their gradient

    public static MemoryNeed Estimate(SizedModel model, TrainingShape shape)
    {
        var facts = model.Facts;
        var parameters = model.Parameters ?? throw CatalogErrors.FactsMissing(model.Name, "number of parameters");
        var element = shape.Precision == "f32" ? 4 : 2;
        var adapts = shape.Method is "lora" or "qlora";
        var trained = adapts ? LoraParameters(model, shape.LoraRank ?? DefaultRank) : parameters;
        var weights = shape.Method == "qlora" ? (long)(parameters * QuantizedBits / 8) : parameters * element;
        var adapter = adapts ? trained * element : 0;
        // Gradients add up in F32; the F32 copy exists beside bf16 weights only.
        var states = trained * (FloatBytes + (element == 2 ? FloatBytes : 0) + (shape.HalfMoments ? 4 : 8));
        var (activations, activationLine) = Activations(model, shape, element);
        var logits = (long)shape.Batch * shape.SequenceTokens * (facts.Vocabulary ?? 0) * FloatBytes * LogitCopies;
        return ForRanks(shape.Ranks, new MemoryNeed(weights, 0, logits, RuntimeBytes, adapter + states + activations,
        [
            shape.Method == "qlora"
                ? string.Create(CultureInfo.InvariantCulture, $"weights: {parameters} parameters × {QuantizedBits} bits (NF4) = {Sizes.Text(weights)}")
                : string.Create(CultureInfo.InvariantCulture, $"weights: {parameters} parameters × {element} bytes = {Sizes.Text(weights)}"),
            string.Create(CultureInfo.InvariantCulture, $"trained: {trained} parameters{(adapts ? $" (rank {shape.LoraRank ?? DefaultRank} on all matrices of attention and feed-forward), {Sizes.Text(adapter)}" : "")}; gradients {Sizes.Text(trained * FloatBytes)}, AdamW {Sizes.Text(states - (trained * FloatBytes))}"),
            activationLine,
            string.Create(CultureInfo.InvariantCulture, $"logits: {shape.Batch} × {shape.SequenceTokens} × {facts.Vocabulary} words × {FloatBytes} bytes × {LogitCopies} = {Sizes.Text(logits)}"),
            $"runtime: {Sizes.Text(RuntimeBytes)}; all of training is estimated",
        ]));
    }

    private static MemoryNeed ForRanks(int ranks, MemoryNeed one) => ranks == 1 ? one : new MemoryNeed(
        one.WeightsBytes * ranks, one.KeyValueBytes * ranks, one.ComputeBytes * ranks, one.RuntimeBytes * ranks, one.TrainingBytes * ranks,
        [.. one.Arithmetic, string.Create(CultureInfo.InvariantCulture, $"ranks: {ranks} processes, each with all of that")]);

    public static void Validate(TrainingShape shape) => new Validation()
        .Require(shape.Method is "full" or "lora" or "qlora" or "pretrain", "training.method", "The method must be full, lora, qlora or pretrain.")
        .Require(shape.Precision is "bf16" or "f32", "training.precision", "The precision must be bf16 or f32.")
        .Require(shape.SequenceTokens is > 0 and <= 1 << 24, "training.sequenceTokens", "The sequence must have from 1 to 16777216 tokens.")
        .Require(shape.Batch is > 0 and <= 1 << 20, "training.batch", "The batch must have at least one sequence.")
        .Require(shape.Ranks is >= 1 and <= 64, "training.ranks", "There must be 1 to 64 ranks.")
        .Require(shape.LoraRank is null or (> 0 and <= 4096), "training.loraRank", "The rank must be from 1 to 4096.")
        .ThrowIfInvalid();

    private static long LoraParameters(SizedModel model, int rank)
    {
        var facts = model.Facts;
        long layers = model.Need(facts.Layers, "number of layers"), embedding = model.Need(facts.EmbeddingLength, "embedding length");
        var (queries, keys, values) = Widths(model);
        long forward = model.Need(facts.FeedForwardLength?.Max, "feed-forward length");
        var attention = (embedding + queries) + (embedding + keys) + (embedding + values) + (queries + embedding);
        return layers * rank * (attention + (3 * (embedding + forward)));
    }

    /// <summary>
    /// A token keeps in each layer: both norms' inputs and outputs (4 × embedding), queries and attention output, keys and values, and four
    /// times the feed-forward width (gate, up, their activation and product). With checkpointing only each layer's input, and one layer in full.
    /// </summary>
    private static (long Bytes, string Line) Activations(SizedModel model, TrainingShape shape, int element)
    {
        var facts = model.Facts;
        long layers = model.Need(facts.Layers, "number of layers"), embedding = model.Need(facts.EmbeddingLength, "embedding length");
        var (queries, keys, values) = Widths(model);
        long forward = facts.Experts is { Used: { } used, FeedForwardLength: { } expert } ? (long)used * expert : model.Need(facts.FeedForwardLength?.Max, "feed-forward length");
        var tokens = (long)shape.Batch * shape.SequenceTokens;
        var layer = tokens * ((4 * embedding) + (2 * queries) + keys + values + (4 * forward)) * element;
        var bytes = shape.GradientCheckpointing ? (layers * tokens * embedding * element) + layer : layers * layer;
        return (bytes, string.Create(CultureInfo.InvariantCulture, $"activations: {tokens} tokens × {layers} layers{(shape.GradientCheckpointing ? ", checkpointed: each layer's input and one layer in full" : $" × {Sizes.Text((double)layer / tokens)}")} = {Sizes.Text(bytes)}"));
    }

    private static (long Queries, long Keys, long Values) Widths(SizedModel model)
    {
        var facts = model.Facts;
        long heads = model.Need(facts.Heads?.Max, "number of heads"), kv = model.Need(facts.KvHeads?.Max, "number of KV heads");
        long key = model.Need(facts.KeyLength, "key length"), value = model.Need(facts.ValueLength, "value length");
        return (heads * key, kv * key, kv * value);
    }
}
