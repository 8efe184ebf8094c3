using System.Globalization;

namespace Onebox.Models.Loop;

/// <summary>What there is to learn from; 0 where it is not known.</summary>
/// <param name="Rows">Samples that are trained.</param>
/// <param name="Tokens">Of all of them.</param>
/// <param name="LongestSample">Tokens of the longest: rows need not be longer.</param>
/// <param name="Validates">There are samples to measure on.</param>
public sealed record DataAmount(long Rows = 0, long Tokens = 0, int LongestSample = 0, bool Validates = true);

/// <summary>Settings, and for those that follow from this model and this data the reason, by the field's name in camel case.</summary>
public sealed record ChosenSettings(TrainingSettings Settings, IReadOnlyDictionary<string, string> Why);

/// <summary>Settings to begin with, by method, size and data. The numbers are those commonly published for the size; each can be changed.</summary>
public static class TrainingPresets
{
    private const int WantedSteps = 100;
    private const int Measurements = 10;
    private const int Patience = 3;

    /// <summary>From so many epochs on, rows begin to be learned by heart: the run watches for it.</summary>
    private const int ManyEpochs = 4;

    /// <summary>Settings for a model and an amount of data.</summary>
    /// <param name="method">What is trained.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="context">The model's context in tokens.</param>
    /// <param name="data">What there is to learn from.</param>
    public static ChosenSettings Choose(TrainingMethod method, long parameters, int context, DataAmount data)
    {
        var why = new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = method switch
        {
            TrainingMethod.Pretrain => Pretrain(parameters, why),
            TrainingMethod.Full => new TrainingSettings(method, Epochs: Epochs(data.Rows, why), LearningRate: FullRate(parameters), WeightDecay: 0.01, BatchTokens: 16_384),
            TrainingMethod.Dpo => new TrainingSettings(method, Epochs: data.Rows is > 0 and < 1000 ? 3 : 1, LearningRate: AdapterRate(parameters) / 20, BatchTokens: 16_384, LoraRank: 16, LoraAlpha: 32, FinalRate: 0),
            _ => new TrainingSettings(method, Epochs: Epochs(data.Rows, why), LearningRate: AdapterRate(parameters), BatchTokens: 8192, LoraRank: 16, LoraAlpha: 32, LoraDropout: 0.05),
        };
        why["learningRate"] = string.Create(CultureInfo.InvariantCulture, $"usual for {Name(method)} of a model of {Size(parameters)} parameters; larger models take smaller ones");
        settings = FitBatch(settings, context, data, why) with { GradientCheckpointing = parameters >= 1_000_000_000 };
        if (settings.GradientCheckpointing) why["gradientCheckpointing"] = "activations of a model of this size would take more memory than its weights";
        return new ChosenSettings(Watch(settings, data, why), why);
    }

    /// <summary>How often each row is seen: few rows need to be seen more often than many.</summary>
    private static double Epochs(long rows, Dictionary<string, string> why)
    {
        var epochs = rows switch { 0 => 3, < 100 => 10, < 1000 => 6, < 10_000 => 3, < 100_000 => 2, _ => 1 };
        if (rows > 0) why["epochs"] = string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows {(rows < 1000 ? "are few and want to be seen often" : rows < 10_000 ? "are seen a few times" : "are many: more passes add little")}");
        return epochs;
    }

    /// <summary>Twenty tokens for each parameter (Hoffmann et al. 2022, arXiv:2203.15556); wsd, so that a run can be ended earlier or later.</summary>
    private static TrainingSettings Pretrain(long parameters, Dictionary<string, string> why)
    {
        why["tokens"] = "twenty for each parameter, which uses the arithmetic best";
        return new TrainingSettings(
            TrainingMethod.Pretrain,
            Tokens: Math.Max(1_000_000, parameters * 20),
            BatchTokens: parameters < 50_000_000 ? 16_384 : 65_536,
            GradientAccumulation: parameters < 50_000_000 ? 1 : 4,
            Overlong: OverlongSamples.Split,
            LearningRate: parameters switch { < 20_000_000 => 2e-3, < 200_000_000 => 1e-3, < 2_000_000_000 => 4e-4, _ => 2e-4 },
            Schedule: RateSchedule.Wsd,
            FinalRate: 0,
            WeightDecay: 0.1,
            ValidateEvery: 200);
    }

    private static double FullRate(long parameters) => parameters switch { < 50_000_000 => 2e-4, < 500_000_000 => 5e-5, < 4_000_000_000 => 2e-5, _ => 1e-5 };

    private static double AdapterRate(long parameters) => parameters switch { < 50_000_000 => 2e-3, < 500_000_000 => 5e-4, < 4_000_000_000 => 2e-4, _ => 1e-4 };

    private static TrainingSettings FitBatch(TrainingSettings s, int context, DataAmount data, Dictionary<string, string> why)
    {
        var row = Math.Min(context, 2048);
        if (data.LongestSample > 0 && s.Overlong != OverlongSamples.Split) row = Math.Min(row, (data.LongestSample + 63) / 64 * 64);
        row = Math.Max(8, row);
        var batch = Math.Max(s.BatchTokens, row * s.GradientAccumulation);
        if (data.Tokens > 0 && s.Epochs is { } epochs)
        {
            // At least a hundred steps, or one row a step.
            var most = data.Tokens * epochs / WantedSteps;
            while (batch > most && batch / 2 / s.GradientAccumulation >= row) batch /= 2;
            why["batchTokens"] = string.Create(CultureInfo.InvariantCulture, $"about {data.Tokens:#,0} tokens (estimated) in {epochs:0.#} {(epochs == 1 ? "epoch" : "epochs")} make about {StepsOf(data, epochs, batch)} steps of this size; learning wants a hundred or more");
        }
        return s with { SequenceLength = row, BatchTokens = batch };
    }

    /// <summary>About ten measurements in the run; with many epochs it ends when they no longer get better.</summary>
    private static TrainingSettings Watch(TrainingSettings s, DataAmount data, Dictionary<string, string> why)
    {
        if (!data.Validates)
        {
            why["validateEvery"] = "there are no rows to validate on";
            return s with { ValidateEvery = 0 };
        }
        if (data.Tokens == 0 || s.Epochs is not { } epochs) return s;
        var every = (int)Math.Clamp(StepsOf(data, epochs, s.BatchTokens) / Measurements, 1, 500);
        why["validateEvery"] = "about ten times in the run";
        if (epochs < ManyEpochs) return s with { ValidateEvery = every };
        why["earlyStopPatience"] = "rows that are seen so often are learned by heart in the end: it stops when measurements on other rows no longer get better, and takes the best weights";
        return s with { ValidateEvery = every, EarlyStopPatience = Patience };
    }

    private static long StepsOf(DataAmount data, double epochs, int batch) => Math.Max(1, (long)(data.Tokens * epochs / batch));

    private static string Name(TrainingMethod method) => method switch { TrainingMethod.Pretrain => "pretraining", TrainingMethod.Full => "full fine-tuning", TrainingMethod.Dpo => "DPO", _ => "an adapter" };

    private static string Size(long parameters) => parameters switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:0.#} billion"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0.#} million"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameters:#,0}"),
    };
}
