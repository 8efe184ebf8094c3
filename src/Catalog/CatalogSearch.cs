using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog;

/// <summary>Finds models by name, id, architecture and source.</summary>
internal sealed class CatalogSearch(ICatalog catalog) : ISearchSource
{
    /// <summary>A hit in what a model is, not in what it is called, counts less.</summary>
    private const double OtherThanName = 0.8;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.ModelsRead)) return [];
        var models = await catalog.ListAsync(cancellation);
        return [.. models
            .Select(m => new SearchHit(m.Id, "model", m.Name, Summary(m), Score(m, text), $"/models/{m.Name}"))
            .Where(h => h.Score > 0)
            .OrderByDescending(h => h.Score)
            .Take(limit)];
    }

    private static double Score(Model model, string text) => Math.Max(
        Math.Max(SearchScore.Of(model.Name, text), SearchScore.Of(model.Id, text)),
        OtherThanName * Math.Max(SearchScore.Of(model.Architecture.Name, text), SearchScore.Of(model.Source, text)));

    private static string Summary(Model model) => model.State == ModelState.Ready
        ? string.Join(", ", new[] { model.Architecture.Name, model.Architecture.Quantization, Sizes.Text(model.SizeBytes) }.OfType<string>())
        : model.State.ToString().ToLowerInvariant();
}
