using System.Reflection;

namespace Onebox.Models.Loop;

/// <summary>A field as a form, a help page or a YAML comment shows it.</summary>
/// <param name="Name">As in YAML and JSON: camel case.</param>
/// <param name="Group">The part of a form that it belongs to.</param>
/// <param name="Help">One or two sentences for somebody who has not trained a model before.</param>
/// <param name="Default">The default, as text.</param>
/// <param name="Choices">The values of a choice.</param>
/// <param name="AppliesTo">The methods that read it.</param>
public sealed record TrainingField(string Name, string Group, string Help, string? Default, IReadOnlyList<string> Choices, IReadOnlyList<TrainingMethod> AppliesTo);

/// <summary>Every field of <see cref="TrainingSettings"/>, explained.</summary>
public static class TrainingFields
{
    private static readonly TrainingMethod[] Any = Enum.GetValues<TrainingMethod>();
    private static readonly TrainingMethod[] Adapters = [TrainingMethod.Lora, TrainingMethod.Qlora, TrainingMethod.Dpo];

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Of(nameof(TrainingSettings.Method), "Method", "What is trained. lora adds small matrices beside the frozen model and suits most cases; full changes every weight and needs about eight times the memory; qlora freezes the model in 4 or 8 bits; dpo learns from preferred and rejected answers; pretrain begins with random weights."),
        Of(nameof(TrainingSettings.Epochs), "Length", "How often every sample is seen. More than about five on few samples learns them by heart. Give only one of epochs, steps and tokens."),
        Of(nameof(TrainingSettings.Steps), "Length", "How many times the weights are changed. Give only one of epochs, steps and tokens."),
        Of(nameof(TrainingSettings.Tokens), "Length", "How many tokens are read in all. Give only one of epochs, steps and tokens."),
        Of(nameof(TrainingSettings.SequenceLength), "Batch", "The longest sample that is seen whole, in tokens. Memory grows with it."),
        Of(nameof(TrainingSettings.BatchTokens), "Batch", "Tokens in one step at most. Larger steps are steadier and rarer; small datasets want small ones, so that there are a hundred steps or more."),
        Of(nameof(TrainingSettings.GradientAccumulation), "Batch", "Into how many pieces a step is cut, one after the other. Raise it when memory does not suffice: the result stays the same."),
        Of(nameof(TrainingSettings.Packing), "Batch", "Fills each batch with as many samples as fit; they do not see each other. Several times faster with short samples."),
        Of(nameof(TrainingSettings.PackingWindow), "Batch", "Among how many samples partners for a batch are looked for. More fills batches better and mixes less."),
        Of(nameof(TrainingSettings.Overlong), "Batch", "What happens to samples longer than sequenceLength: cut loses their end, skip leaves them out, split makes several of them (plain text only)."),
        Of(nameof(TrainingSettings.Shuffle), "Batch", "A new order in each epoch, made from the seed."),
        Of(nameof(TrainingSettings.ExcludedSamples), "Batch", "Indices of samples that are left out, such as those named when a run stopped at a loss spike."),
        Of(nameof(TrainingSettings.Precision), "Arithmetic", "bf16 is several times faster on current processors; f32 is for comparisons. The optimizer always keeps 32-bit weights."),
        Of(nameof(TrainingSettings.LearningRate), "Optimizer", "How far each step goes at the top of the schedule. Too high makes the loss jump, too low learns nothing."),
        Of(nameof(TrainingSettings.Schedule), "Optimizer", "How the rate falls. cosine and linear need to know the end; wsd stays high and falls at the end, so that the end can be moved; constant never falls."),
        Of(nameof(TrainingSettings.WarmupSteps), "Optimizer", "Steps in which the rate rises from nothing. Empty: three in a hundred."),
        Of(nameof(TrainingSettings.FinalRate), "Optimizer", "The rate at the end as a share of the highest."),
        Of(nameof(TrainingSettings.DecayShare), "Optimizer", "With wsd: the last share of the run, in which the rate falls."),
        Of(nameof(TrainingSettings.Beta1), "Optimizer", "AdamW's memory of the gradient's mean. Rarely changed."),
        Of(nameof(TrainingSettings.Beta2), "Optimizer", "AdamW's memory of the gradient's square. 0.95 for pretraining, 0.999 for very small steps."),
        Of(nameof(TrainingSettings.Epsilon), "Optimizer", "Keeps AdamW from dividing by almost nothing. Rarely changed."),
        Of(nameof(TrainingSettings.WeightDecay), "Optimizer", "Pulls matrices towards zero against learning by heart. Norms, biases and embeddings are left alone."),
        Of(nameof(TrainingSettings.ClipNorm), "Optimizer", "A longer gradient is shortened to this length, so that one odd batch cannot throw the weights. 0 does not clip."),
        Of(nameof(TrainingSettings.LoraRank), "LoRA", "Size of the adapter. 8 to 16 suits style and format, 32 to 64 new knowledge.", Adapters),
        Of(nameof(TrainingSettings.LoraAlpha), "LoRA", "Strength of the adapter, divided by the rank. Twice the rank is usual.", Adapters),
        Of(nameof(TrainingSettings.LoraDropout), "LoRA", "Share of inputs dropped at random while training; 0.05 helps on a few hundred samples.", Adapters),
        Of(nameof(TrainingSettings.LoraTargets), "LoRA", "Which projections get an adapter. Empty: all of attention and MLP, which learns best for its size.", Adapters),
        Of(nameof(TrainingSettings.RsLora), "LoRA", "Divide the strength by the root of the rank, which keeps ranks above 64 useful.", Adapters),
        Of(nameof(TrainingSettings.QuantizedBits), "LoRA", "Bits of the frozen weights: 4 takes a quarter of the memory, 8 half, and loses less.", [TrainingMethod.Qlora]),
        Of(nameof(TrainingSettings.DpoBeta), "DPO", "How close the model stays to where it began: 0.1 is usual, lower moves further.", [TrainingMethod.Dpo]),
        Of(nameof(TrainingSettings.GradientCheckpointing), "Arithmetic", "Compute activations a second time instead of keeping them: much less memory, about a third more time."),
        Of(nameof(TrainingSettings.Seed), "Arithmetic", "All chance comes from it. The same seed, data and settings give the same model."),
        Of(nameof(TrainingSettings.Threads), "Arithmetic", "Processor threads; 0 takes what the lease gives."),
        Of(nameof(TrainingSettings.Ranks), "Arithmetic", "Processes that share each step, data-parallel: each computes its part of the micro-batches (so gradientAccumulation is a multiple of it) with its part of the threads, and they add up their gradients. The result is the same as with one, but each holds a copy of everything in memory. For machines with several processors; on one, a single process with all threads is usually as fast."),
        Of(nameof(TrainingSettings.ValidateEvery), "Watching", "Steps between measurements on samples that are not trained; 0 measures at the end only."),
        Of(nameof(TrainingSettings.ValidationSamples), "Watching", "How many samples are measured; 0 measures all."),
        Of(nameof(TrainingSettings.EarlyStopPatience), "Watching", "The run ends after this many measurements without a better one; 0 never."),
        Of(nameof(TrainingSettings.EarlyStopImprovement), "Watching", "By how much a loss must be lower to count as better."),
        Of(nameof(TrainingSettings.CheckpointEverySteps), "Checkpoints", "Steps between checkpoints; 0 goes by time only."),
        Of(nameof(TrainingSettings.CheckpointEveryMinutes), "Checkpoints", "Minutes between checkpoints: the most work that a power cut can cost. 0 goes by steps only."),
        Of(nameof(TrainingSettings.KeepCheckpoints), "Checkpoints", "How many of the latest stay, besides the best one."),
        Of(nameof(TrainingSettings.SpikeFactor), "Watching", "Stop when a loss lies this many standard deviations above the last ones; 0 never. A loss that is not a number always stops the run."),
    ];

    private static TrainingField Of(string property, string group, string help, TrainingMethod[]? methods = null)
    {
        var parameter = Parameters[property];
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        string[] choices = type.IsEnum ? [.. Enum.GetNames(type).Select(Camel)] : type == typeof(bool) ? ["true", "false"] : [];
        var fallback = parameter.DefaultValue switch
        {
            null => null,
            bool value => value ? "true" : "false",
            IFormattable value when !type.IsEnum => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            var value => Camel(type.IsEnum ? Enum.GetName(type, value)! : value.ToString()!),
        };
        return new TrainingField(Camel(property), group, help, fallback, choices, methods ?? Any);
    }

    private static Dictionary<string, ParameterInfo> Parameters => field ??= typeof(TrainingSettings).GetConstructors().Single(c => c.GetParameters().Length > 1).GetParameters().ToDictionary(p => p.Name!, StringComparer.Ordinal);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
