using Onebox.Datasets.Checking;

namespace Onebox.Datasets.Measuring;

/// <summary>Finds what rows are measured by: a model's tokenizer, or characters.</summary>
internal sealed class RowMeasures
{
    public Task<RowMeasure> OfAsync(string? tokenizer, int? contextTokens, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (tokenizer is not null) throw DatasetsErrors.Tokenizer(tokenizer, "no tokenizer is built in.");
        return Task.FromResult(new RowMeasure(ContextTokens: contextTokens));
    }
}
