using Onebox.Catalog;
using Onebox.Weights;

namespace Onebox.Serving.Tests.Engine;

/// <summary>Models by their name alone; <c>big-N</c> needs N bytes, any other 100.</summary>
public sealed class FakeCatalog : ICatalog, ISizing
{
    public Task<Model?> FindAsync(string nameOrId, CancellationToken cancellation = default)
    {
        var name = nameOrId.StartsWith("mdl_", StringComparison.Ordinal) ? nameOrId[4..] : nameOrId;
        return Task.FromResult(name.StartsWith("missing", StringComparison.Ordinal) ? null : new Model
        {
            Id = "mdl_" + name,
            Name = name,
            State = ModelState.Ready,
            Format = name.StartsWith("tensors", StringComparison.Ordinal) ? "safetensors" : "gguf",
            Source = "test",
            Folder = "/models/" + name,
            Files = [new StoredFile("model.gguf", 100, "00", true)],
            Architecture = new Architecture { Weights = WeightFacts.Of([]) },
            ContentHash = "00",
            ImportedAt = DateTimeOffset.UnixEpoch,
        });
    }

    public Task<IReadOnlyList<Model>> ListAsync(CancellationToken cancellation = default) => Task.FromResult<IReadOnlyList<Model>>([]);

    public MemoryNeed Estimate(Model model, ServingShape shape)
    {
        var bytes = model.Name.StartsWith("big-", StringComparison.Ordinal) ? long.Parse(model.Name.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture) : 100;
        return new MemoryNeed(bytes, 0, 0, 0, 0, []);
    }
}
