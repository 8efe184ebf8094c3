using Microsoft.Extensions.Options;

namespace Onebox.Evaluation;

/// <summary>How evaluations are kept (<c>Onebox:Evaluation</c>).</summary>
public sealed class EvaluationOptions
{
    /// <summary>How long answers are kept, by which an item asked before is not asked again.</summary>
    /// <value>30 days.</value>
    public TimeSpan KeepAnswers { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The most items of one run, over all tasks and models.</summary>
    /// <value>2,000,000.</value>
    public int MostItems { get; set; } = 2_000_000;
}

internal sealed class ValidateEvaluationOptions : IValidateOptions<EvaluationOptions>
{
    public ValidateOptionsResult Validate(string? name, EvaluationOptions options)
    {
        List<string> errors = [];
        if (options.KeepAnswers < TimeSpan.FromHours(1)) errors.Add("Onebox:Evaluation:KeepAnswers must be at least an hour: a run that is taken up again lives from it.");
        if (options.MostItems < 1) errors.Add("Onebox:Evaluation:MostItems must be at least 1.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
