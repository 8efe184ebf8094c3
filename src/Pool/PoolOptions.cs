using Microsoft.Extensions.Options;

namespace Onebox.Pool;

/// <summary>How devices are lent and workers are run (<c>Onebox:Pool</c>).</summary>
public sealed class PoolOptions
{
    /// <summary>The executable and first arguments that start a worker; <c>worker KIND --folder DIR</c> is added.</summary>
    /// <value>Empty: this process's own executable.</value>
    public IList<string> WorkerCommand { get; set; } = [];

    /// <summary>Main memory that is never lent: for the host itself and the operating system.</summary>
    /// <value>1 GiB.</value>
    public long ReservedMemoryBytes { get; set; } = 1L << 30;

    /// <summary>What a worker may take beyond its leased memory before its cgroup's limit stops it: the runtime, code and stacks.</summary>
    /// <value>512 MiB.</value>
    public long MemoryHeadroomBytes { get; set; } = 512L << 20;

    /// <summary>Processes and threads that one worker may have.</summary>
    /// <value>4096.</value>
    public int MaxProcesses { get; set; } = 4096;

    /// <summary>False leaves workers without cgroups.</summary>
    /// <value>True.</value>
    public bool UseCgroups { get; set; } = true;

    /// <value>0.5 s; it doubles with each crash in a row.</value>
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <value>30 s.</value>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A worker that answered for so long starts its count of crashes anew.</summary>
    /// <value>60 s.</value>
    public TimeSpan HealthyAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Crashes in a row after which a worker is given up.</summary>
    /// <value>8.</value>
    public int GiveUpAfter { get; set; } = 8;

    /// <summary>NVIDIA's management library; where it does not load, the machine has no NVIDIA GPU for us.</summary>
    /// <value><c>libnvidia-ml.so.1</c>.</value>
    public string NvmlLibrary { get; set; } = "libnvidia-ml.so.1";

    /// <summary>How long a reading of the devices is served again.</summary>
    /// <value>1 s.</value>
    public TimeSpan ReadingAge { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class ValidatePoolOptions : IValidateOptions<PoolOptions>
{
    public ValidateOptionsResult Validate(string? name, PoolOptions options)
    {
        List<string> errors = [];
        if (options.ReservedMemoryBytes < 0) errors.Add("Onebox:Pool:ReservedMemoryBytes must not be below 0.");
        if (options.MemoryHeadroomBytes < 64L << 20) errors.Add("Onebox:Pool:MemoryHeadroomBytes must be at least 67108864 (64 MiB): a worker's runtime needs it.");
        if (options.MaxProcesses < 64) errors.Add("Onebox:Pool:MaxProcesses must be at least 64.");
        if (options.FirstBackOff <= TimeSpan.Zero) errors.Add("Onebox:Pool:FirstBackOff must be above 0.");
        if (options.LongestBackOff < options.FirstBackOff) errors.Add("Onebox:Pool:LongestBackOff must not be below FirstBackOff.");
        if (options.GiveUpAfter < 1) errors.Add("Onebox:Pool:GiveUpAfter must be at least 1.");
        if (options.ReadingAge < TimeSpan.Zero) errors.Add("Onebox:Pool:ReadingAge must not be below 0.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
