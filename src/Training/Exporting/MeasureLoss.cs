using System.Reflection;
using Onebox.Api.Training;
using Onebox.Llama;

namespace Onebox.Training.Exporting;

/// <summary>Reads the same sample with the file before and the one after, and compares what they foretell.</summary>
internal static class MeasureLoss
{
    private const int Window = 256;
    private const long Billion = 1_000_000_000;

    /// <summary>Enough for three digits of perplexity, and minutes at most for a large model.</summary>
    private static int MostTokens(long parameters) => parameters < Billion ? 8192 : 1024;

    public static QualityLoss Of(string before, ExportPlan plan, CancellationToken stop)
    {
        var options = new LlamaModelOptions { GpuLayers = 0, RepackWeights = false };
        using var first = LlamaModel.Load(before, options, cancellationToken: stop);
        using var second = LlamaModel.Load(plan.Target, options, cancellationToken: stop);
        var text = plan.Sample is { } path ? File.ReadAllText(path) : BuiltIn();
        var tokens = first.Vocabulary.Tokenize(text, addSpecial: false).Take(MostTokens(first.ParameterCount)).ToArray();
        var length = Math.Min(Window, first.TrainedContext > 0 ? first.TrainedContext - 1 : Window);
        // Each window begins as a text of its own.
        var windows = tokens.Chunk(length).Select(w => first.Vocabulary.AddsBos && first.Vocabulary.Bos >= 0 ? [first.Vocabulary.Bos, .. w] : w).ToList();
        var difference = ModelComparison.Run(first, second, windows, length + 1, plan.Threads, cancellationToken: stop);
        return new QualityLoss(plan.SampleName, difference.Tokens, difference.FirstPerplexity, difference.SecondPerplexity, difference.MeanKullbackLeibler, difference.SameTopToken);
    }

    private static string BuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Onebox.Training.Exporting.sample.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
