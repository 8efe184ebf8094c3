using Microsoft.Extensions.Options;

namespace Onebox.Prediction;

/// <summary>How files and batches are taken (<c>Onebox:Prediction</c>).</summary>
public sealed class PredictionOptions
{
    /// <summary>The largest file under <c>/v1/files</c>.</summary>
    /// <value>512 MiB, as OpenAI's.</value>
    public long MaxFileBytes { get; set; } = 512L << 20;

    /// <summary>The most requests of one batch.</summary>
    /// <value>1,000,000.</value>
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>How long a batch may take before what is left of it ends as expired.</summary>
    /// <value>7 days: the engine's idle time is all that a batch gets.</value>
    public TimeSpan ExpireAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest answer of a prediction whose dataset has no expected answers, unless the request says another.</summary>
    /// <value>256 tokens.</value>
    public int AnswerTokens { get; set; } = 256;

    /// <summary>The most that expected answers can raise it to.</summary>
    /// <value>2,048 tokens.</value>
    public int MostAnswerTokens { get; set; } = 2048;

    /// <summary>The longest answer of a batch's row to chat or responses that says none itself, on routes that lead to this box's own engine; 0: until the context is full.</summary>
    /// <value>4,096 tokens.</value>
    public int BatchAnswerTokens { get; set; } = 4096;

    /// <summary>How often it is looked whether the engine is idle, while it is not.</summary>
    /// <value>0.1 s.</value>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(0.1);
}

internal sealed class ValidatePredictionOptions : IValidateOptions<PredictionOptions>
{
    public ValidateOptionsResult Validate(string? name, PredictionOptions options)
    {
        List<string> errors = [];
        if (options.MaxFileBytes < 1024) errors.Add("Onebox:Prediction:MaxFileBytes must be at least 1024.");
        if (options.MaxRows < 1) errors.Add("Onebox:Prediction:MaxRows must be at least 1.");
        if (options.AnswerTokens < 1) errors.Add("Onebox:Prediction:AnswerTokens must be at least 1.");
        if (options.MostAnswerTokens < options.AnswerTokens) errors.Add("Onebox:Prediction:MostAnswerTokens must be at least AnswerTokens.");
        if (options.BatchAnswerTokens < 0) errors.Add("Onebox:Prediction:BatchAnswerTokens must be 0 (no limit) or more.");
        if (options.ExpireAfter <= TimeSpan.Zero) errors.Add("Onebox:Prediction:ExpireAfter must be above 0.");
        if (options.LookEvery <= TimeSpan.Zero || options.LookEvery > TimeSpan.FromMinutes(1)) errors.Add("Onebox:Prediction:LookEvery must be above 0 and at most a minute.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
