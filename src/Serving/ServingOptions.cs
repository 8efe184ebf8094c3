using Microsoft.Extensions.Options;

namespace Onebox.Serving;

/// <summary>How requests are taken and deployments are kept (<c>Onebox:Serving</c>).</summary>
public sealed class ServingOptions
{
    /// <summary>The largest body under <c>/v1</c>.</summary>
    /// <value>32 MiB.</value>
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long a request waits for a deployment that is being loaded before it is answered with 503 and the progress.</summary>
    /// <value>30 s.</value>
    public TimeSpan LoadPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits while its only replica is replaced.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan ReplacePatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests that wait for one deployment at once; more are answered with 429.</summary>
    /// <value>256.</value>
    public int MaxWaiting { get; set; } = 256;

    /// <summary>How often one request is tried, on another replica when there is one. A request that kills its worker must not kill them all.</summary>
    /// <value>2.</value>
    public int Attempts { get; set; } = 2;

    /// <summary>An engine that sends nothing for so long is given up for this request.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many more requests the replica that has a prompt's beginning cached may have than the least busy one.</summary>
    /// <value>2.</value>
    public int PrefixSlack { get; set; } = 2;

    /// <summary>How long a replica may take to end its requests when it is replaced or stopped.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The same when the host itself ends.</summary>
    /// <value>15 s.</value>
    public TimeSpan ShutdownDrainLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a ready replica is asked for its state.</summary>
    /// <value>2 s.</value>
    public TimeSpan HealthEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a loading replica is asked.</summary>
    /// <value>0.1 s.</value>
    public TimeSpan LoadEvery { get; set; } = TimeSpan.FromSeconds(0.1);

    /// <summary>A replica that does not tell its state for so long is ended and replaced.</summary>
    /// <value>30 s.</value>
    public TimeSpan HungAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first wait before a failed replica is replaced; it doubles up to <see cref="LongestRetry"/>.</summary>
    /// <value>1 s.</value>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>1 minute.</value>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often external engines are asked what they serve.</summary>
    /// <value>15 s.</value>
    public TimeSpan ProbeEnginesEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many request records are kept.</summary>
    /// <value>100,000.</value>
    public int KeepRequests { get; set; } = 100_000;

    /// <summary>How often request records are written, all at once.</summary>
    /// <value>1 s.</value>
    public TimeSpan WriteRequestsEvery { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class ValidateServingOptions : IValidateOptions<ServingOptions>
{
    public ValidateOptionsResult Validate(string? name, ServingOptions options)
    {
        List<string> errors = [];
        if (options.MaxBodyBytes is < 1024 or > 1024 * 1024 * 1024) errors.Add("Onebox:Serving:MaxBodyBytes must be from 1024 to 1073741824.");
        if (options.MaxWaiting < 1) errors.Add("Onebox:Serving:MaxWaiting must be at least 1.");
        if (options.Attempts is < 1 or > 10) errors.Add("Onebox:Serving:Attempts must be from 1 to 10.");
        if (options.PrefixSlack < 0) errors.Add("Onebox:Serving:PrefixSlack must not be below 0.");
        if (options.KeepRequests < 1) errors.Add("Onebox:Serving:KeepRequests must be at least 1.");
        if (options.LongestRetry < options.FirstRetry) errors.Add("Onebox:Serving:LongestRetry must not be below FirstRetry.");
        foreach (var (setting, value) in new[]
        {
            (nameof(options.LoadPatience), options.LoadPatience), (nameof(options.ReplacePatience), options.ReplacePatience),
            (nameof(options.SilenceLimit), options.SilenceLimit), (nameof(options.DrainLimit), options.DrainLimit),
            (nameof(options.ShutdownDrainLimit), options.ShutdownDrainLimit), (nameof(options.HealthEvery), options.HealthEvery),
            (nameof(options.LoadEvery), options.LoadEvery), (nameof(options.HungAfter), options.HungAfter), (nameof(options.FirstRetry), options.FirstRetry),
            (nameof(options.ProbeEnginesEvery), options.ProbeEnginesEvery), (nameof(options.WriteRequestsEvery), options.WriteRequestsEvery),
        })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)) errors.Add($"Onebox:Serving:{setting} must be above 0 and at most a day.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
