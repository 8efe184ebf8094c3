using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Kernel;

namespace Onebox.Serving.Store;

/// <summary>A deployment as it is kept: what its owner wants, not how it stands at the moment.</summary>
internal sealed class DeploymentRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public required string ModelId { get; set; }
    public required string ModelName { get; set; }

    /// <summary>As asked for; what is null was left to us.</summary>
    public required string Settings { get; set; }

    /// <summary>False: stopped, and it stays so after a restart of the host.</summary>
    public bool Wanted { get; set; }

    /// <summary>Wanted, but without replicas until a request comes.</summary>
    public bool Unloaded { get; set; }

    /// <summary>Which settings the replicas should run.</summary>
    public int Generation { get; set; }

    /// <summary>The last number given to a generation: a failed replacement goes back to the one before, and its number is not used again.</summary>
    public int NewestGeneration { get; set; }

    /// <summary>The newest generation that has answered: from then on its failures are mended, not reported as a failed start.</summary>
    public int ReadyGeneration { get; set; }

    /// <summary>What to go back to when the replacement under way fails.</summary>
    public string? Previous { get; set; }

    /// <summary>The generation that <see cref="Failure"/> is about; 0 for none.</summary>
    public int FailedGeneration { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureDetail { get; set; }
    public string? FailureRemedy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    public DeploymentSettings ReadSettings() => JsonSerializer.Deserialize(Settings, ApiJson.Default.DeploymentSettings)!;

    public Problem? Failure => FailedGeneration == 0 ? null : new(ProblemKind.Unavailable, FailureCode!, FailureDetail!, FailureRemedy);

    public void Fail(int generation, Problem problem) =>
        (FailedGeneration, FailureCode, FailureDetail, FailureRemedy) = (generation, problem.Code, problem.Detail, problem.Remedy);

    public void ForgetFailure() => (FailedGeneration, FailureCode, FailureDetail, FailureRemedy) = (0, null, null, null);

    /// <summary>Begins a new generation; the present one, if it has answered, is kept to go back to.</summary>
    public void Renew(string modelId, string modelName, DeploymentSettings settings)
    {
        // A replacement of a replacement that has not come up goes back to the last that has.
        if (Generation > 0 && ReadyGeneration >= Generation && Wanted) Previous = JsonSerializer.Serialize(new Earlier(ModelId, ModelName, Settings, Generation));
        (ModelId, ModelName, Settings) = (modelId, modelName, JsonSerializer.Serialize(settings, ApiJson.Default.DeploymentSettings));
        Generation = ++NewestGeneration;
        (Wanted, Unloaded) = (true, false);
        ForgetFailure();
    }

    /// <summary>Goes back to the generation before the replacement. False when there is none.</summary>
    public bool GoBack()
    {
        if (Previous is null) return false;
        var earlier = JsonSerializer.Deserialize<Earlier>(Previous)!;
        (ModelId, ModelName, Settings, Generation, Previous) = (earlier.ModelId, earlier.ModelName, earlier.Settings, earlier.Generation, null);
        return true;
    }

    private sealed record Earlier(string ModelId, string ModelName, string Settings, int Generation);
}
