namespace Onebox.Architecture.Tests;

/// <summary>A project may refer only to what the table allows it; each line says why. To add a module, add its line here and to ARCHITECTURE.md.</summary>
public sealed class FloorTests
{
    // Every module may use Kernel and Api; every module above floor 1 may use Tasks and Security.
    private static readonly string[] Ground = ["Kernel", "Api"];
    private static readonly string[] FirstFloor = ["Kernel", "Api", "Tasks", "Security"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        // Floor 0 stands on nothing of ours: anyone may take a library or the client without taking the box.
        ["Kernel"] = [],
        ["Api"] = [],
        ["lib/Weights"] = [],
        ["lib/Templates"] = [],
        ["lib/Tokenizers"] = [],
        ["lib/Vectors"] = [],
        ["lib/PostgresVectors"] = [],
        ["lib/Documents"] = [],
        ["lib/Packs"] = [],
        ["lib/Sealing"] = [],
        ["lib/Placement"] = [],
        ["lib/Llama"] = [],
        ["lib/Embeddings"] = [],
        // The one exception on floor 0: both read model files, and one reader is better than two (ADR 0030).
        ["lib/Models"] = ["lib/Weights"],
        // Floor 1: what is under way, who, where. They know no other module, so that all can use them.
        ["Tasks"] = Ground,
        ["Security"] = [.. Ground, "lib/Sealing"],
        ["Storage"] = [.. Ground, "Security", "lib/Packs"],
        // Operations sees every module through Kernel's ports only: whoever watches must not be a reason to change what is watched.
        ["Operations"] = Ground,
        // Floor 2: what it runs on and with. Pool does not know models; Catalog and Datasets do not know devices (ILendableDevices tells sizing).
        ["Pool"] = [.. FirstFloor, "lib/Placement"],
        ["Catalog"] = [.. FirstFloor, "Storage", "lib/Weights"],
        ["Datasets"] = [.. FirstFloor, "Storage", "lib/Templates", "lib/Tokenizers"],
        // Floor 3: what runs. Serving and Training do not know each other: a model that was trained reaches Serving as a version in Catalog.
        ["Serving"] = [.. FirstFloor, "Catalog", "Pool", "lib/Llama", "lib/Templates", "lib/Weights"],
        ["Training"] = [.. FirstFloor, "Catalog", "Datasets", "Pool", "Storage", "lib/Models", "lib/Llama", "lib/Templates", "lib/Tokenizers", "lib/Weights"],
        // Floor 4: what is made of it.
        ["Evaluation"] = [.. FirstFloor, "Catalog", "Datasets", "Serving"],
        ["Knowledge"] = [.. FirstFloor, "Catalog", "Storage", "Pool", "Serving", "lib/Documents", "lib/Embeddings", "lib/Vectors"],
        // Prediction asks routes about rows, as Evaluation does, and scores nothing: whoever only runs batches needs no benchmark.
        ["Prediction"] = [.. FirstFloor, "Catalog", "Datasets", "Serving"],
        // Floor 5: faces know the API only, and so prove that it suffices.
        ["Console"] = ["Api"],
        ["Cli"] = ["Api"],
    };

    [Fact]
    public void EveryProject_RefersOnlyDown()
    {
        var up = Repository.Projects
            .Where(p => p.Name != "Host")
            .SelectMany(p => p.References.Where(r => !Allowed.TryGetValue(p.Name, out var allowed) || !allowed.Contains(r)).Select(r => $"{p.Name} → {r}"))
            .ToList();
        Assert.True(up.Count == 0, $"Not in the floor table: {string.Join(", ", up)}");
    }

    [Fact]
    public void EveryProject_IsInTheTable()
    {
        var unknown = Repository.Projects.Select(p => p.Name).Where(name => name != "Host" && !Allowed.ContainsKey(name)).ToList();
        Assert.True(unknown.Count == 0, $"Give these a floor: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void NoProject_RefersToHost() => Assert.DoesNotContain(Repository.Projects, p => p.References.Contains("Host"));
}
