namespace Onebox.Models.Loop;

/// <summary>
/// Everything that decides what a training run computes. The same settings, data and seed on the same machine give the same weights, bit for bit.
/// <see cref="TrainingFields"/> explains every field to a person; <see cref="TrainingPresets"/> fills them by size and method; <see cref="Validate"/> finds all that is wrong at once.
/// </summary>
/// <remarks>The defaults are constructor parameters, so that readers of JSON and YAML which name only some fields keep the others.</remarks>
/// <param name="Method">What is trained, and against which loss.</param>
/// <param name="Epochs">How many times all samples are seen. Exactly one of <paramref name="Epochs"/>, <paramref name="Steps"/> and <paramref name="Tokens"/> ends the run.</param>
/// <param name="Steps">How many optimizer steps are made.</param>
/// <param name="Tokens">How many tokens are read (those of prompts included).</param>
/// <param name="SequenceLength">The longest sample that is seen whole, in tokens. Memory grows with it.</param>
/// <param name="BatchTokens">Tokens of one optimizer step at most, over all accumulated micro-batches and ranks.</param>
/// <param name="GradientAccumulation">Into how many micro-batches a step is cut. More takes less memory and the same time; the result is the same up to rounding.</param>
/// <param name="Packing">Whether a micro-batch is filled with as many samples as fit. They do not see each other. Without it, it holds as many samples as would fit if all were of full length.</param>
/// <param name="PackingWindow">Among how many samples of the shuffled order partners for a batch are looked for.</param>
/// <param name="Overlong">What becomes of a sample that is longer than <paramref name="SequenceLength"/>.</param>
/// <param name="Shuffle">Whether each epoch has its own order; it follows from the seed.</param>
/// <param name="ExcludedSamples">Samples that are left out, by index: the way past a batch that makes the loss spike.</param>
/// <param name="Precision">Arithmetic of the forward and backward pass. The weights that the optimizer keeps are always 32-bit.</param>
/// <param name="LearningRate">The highest rate of the schedule.</param>
/// <param name="Schedule">How the rate falls from its highest to its end.</param>
/// <param name="WarmupSteps">Steps in which the rate rises from nothing. Null: three in a hundred.</param>
/// <param name="FinalRate">The rate at the end, as a share of <paramref name="LearningRate"/>.</param>
/// <param name="DecayShare">With the schedule wsd: the last share of the run, in which the rate falls.</param>
/// <param name="Beta1">AdamW: memory of the gradient's mean.</param>
/// <param name="Beta2">AdamW: memory of the gradient's square.</param>
/// <param name="Epsilon">AdamW: what the root of the square is held above.</param>
/// <param name="WeightDecay">AdamW: the decay, times the rate, of matrices. Norms, biases and embeddings do not decay.</param>
/// <param name="ClipNorm">The gradient is scaled down to this length when longer; 0 does not clip.</param>
/// <param name="LoraRank">LoRA: columns of the two small matrices.</param>
/// <param name="LoraAlpha">LoRA: the update is scaled by alpha / rank (rsLoRA: alpha / √rank).</param>
/// <param name="LoraDropout">LoRA: share of inputs that are dropped while training.</param>
/// <param name="LoraTargets">LoRA: which projections get an adapter; empty: all of attention and MLP.</param>
/// <param name="RsLora">LoRA: scale by the root of the rank, which keeps high ranks stable.</param>
/// <param name="QuantizedBits">QLoRA: bits of the frozen weights, 8 or 4.</param>
/// <param name="DpoBeta">DPO: how far the policy may move from the reference; lower moves further.</param>
/// <param name="GradientCheckpointing">Whether activations are computed again in the backward pass instead of kept: much less memory, a third more time.</param>
/// <param name="Seed">All chance comes from it: order, packing, dropout, and the first weights where there are none.</param>
/// <param name="Threads">Processor threads; 0: those of the machine or the lease.</param>
/// <param name="ValidateEvery">Steps between two measurements on the validation samples; 0: at the end only.</param>
/// <param name="ValidationSamples">How many validation samples are measured; 0: all.</param>
/// <param name="EarlyStopPatience">Validations without a better loss after which the run ends; 0: never.</param>
/// <param name="EarlyStopImprovement">By how much a validation loss must be lower to count as better.</param>
/// <param name="CheckpointEverySteps">Steps between checkpoints; 0: by time only.</param>
/// <param name="CheckpointEveryMinutes">Minutes between checkpoints; 0: by steps only.</param>
/// <param name="KeepCheckpoints">How many of the latest are kept, besides the best by validation.</param>
/// <param name="SpikeFactor">The run stops when a loss is higher than the mean of the last steps by this many of their standard deviations; 0: never. A loss that is not a number always stops it.</param>
/// <param name="Ranks">Processes that share each step. Each takes its part of the micro-batches, so <paramref name="GradientAccumulation"/> is a multiple; the result is that of one process up to rounding.</param>
public sealed record TrainingSettings(
    TrainingMethod Method = TrainingMethod.Lora,
    double? Epochs = null,
    long? Steps = null,
    long? Tokens = null,
    int SequenceLength = 1024,
    int BatchTokens = 8192,
    int GradientAccumulation = 1,
    bool Packing = true,
    int PackingWindow = 1024,
    OverlongSamples Overlong = OverlongSamples.Cut,
    bool Shuffle = true,
    IReadOnlyList<long>? ExcludedSamples = null,
    TrainingPrecision Precision = TrainingPrecision.Bf16,
    double LearningRate = 2e-4,
    RateSchedule Schedule = RateSchedule.Cosine,
    int? WarmupSteps = null,
    double FinalRate = 0.1,
    double DecayShare = 0.2,
    double Beta1 = 0.9,
    double Beta2 = 0.95,
    double Epsilon = 1e-8,
    double WeightDecay = 0.0,
    double ClipNorm = 1.0,
    int LoraRank = 16,
    double LoraAlpha = 32,
    double LoraDropout = 0.0,
    IReadOnlyList<string>? LoraTargets = null,
    bool RsLora = false,
    int QuantizedBits = 4,
    double DpoBeta = 0.1,
    bool GradientCheckpointing = false,
    long Seed = 42,
    int Threads = 0,
    int ValidateEvery = 50,
    int ValidationSamples = 256,
    int EarlyStopPatience = 0,
    double EarlyStopImprovement = 0.0,
    int CheckpointEverySteps = 0,
    double CheckpointEveryMinutes = 10,
    int KeepCheckpoints = 2,
    double SpikeFactor = 8,
    int Ranks = 1)
{
    /// <summary>Everything that is wrong with these settings; empty when a run can start.</summary>
    /// <param name="ranks">Processes that will share each step, where it is not <see cref="Ranks"/>.</param>
    public IReadOnlyList<SettingProblem> Validate(int? ranks = null) => SettingsRules.Check(this, ranks ?? Ranks);

    /// <summary>Tokens of one micro-batch at most.</summary>
    public int MicroBatchTokens => BatchTokens / Math.Max(1, GradientAccumulation);

    /// <summary>Whether only adapters are trained.</summary>
    public bool TrainsAdapter => Method is TrainingMethod.Lora or TrainingMethod.Qlora or TrainingMethod.Dpo;

    /// <summary>The adapter that these settings train.</summary>
    public LoraOptions ToLora() => new()
    {
        Rank = LoraRank,
        Alpha = LoraAlpha,
        Dropout = LoraDropout,
        RankStabilized = RsLora,
        Targets = LoraTargets is { Count: > 0 } targets ? targets : LoraOptions.AllTargets,
        Seed = (ulong)Seed,
    };
}
