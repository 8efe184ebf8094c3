namespace Onebox.Serving.Worker.Embeddings;

/// <summary>Works on many texts of one request a window at a time, so that one long list fills batches but not the queue that others wait in.</summary>
internal static class TextWindow
{
    private const int Texts = 64;

    /// <returns>Results in the order of the texts.</returns>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TText, TResult>(IReadOnlyList<TText> texts, Func<TText, Task<TResult>> work)
    {
        var results = new List<TResult>(texts.Count);
        foreach (var window in texts.Chunk(Texts)) results.AddRange(await Task.WhenAll(window.Select(work)));
        return results;
    }
}
