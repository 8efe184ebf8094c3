using Microsoft.Extensions.Options;

namespace Onebox.Training;

/// <summary>How runs are kept going (<c>Onebox:Training</c>).</summary>
public sealed class TrainingOptions
{
    /// <summary>A worker that ended so often in a row without getting further is given up.</summary>
    /// <value>3.</value>
    public int TriesWithoutProgress { get; set; } = 3;

    /// <summary>How long a worker may take to write its checkpoint when it is asked to end.</summary>
    /// <value>60 s.</value>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How soon a run that waits for memory asks again.</summary>
    /// <value>2 s.</value>
    public TimeSpan LeaseAgainAfter { get; set; } = TimeSpan.FromSeconds(2);
}

internal sealed class ValidateTrainingOptions : IValidateOptions<TrainingOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainingOptions options)
    {
        List<string> errors = [];
        if (options.TriesWithoutProgress < 1) errors.Add("Onebox:Training:TriesWithoutProgress must be at least 1.");
        if (options.StopGrace <= TimeSpan.Zero) errors.Add("Onebox:Training:StopGrace must be above 0.");
        if (options.LeaseAgainAfter <= TimeSpan.Zero) errors.Add("Onebox:Training:LeaseAgainAfter must be above 0.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
