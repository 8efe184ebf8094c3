using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>A row of a published file that says, where it is not as its form wants, what was expected and what it has.</summary>
/// <param name="Number">From 1.</param>
internal sealed record PublishedRow(IPublished Form, string Path, int Number, JsonElement Row)
{
    private const int MostNames = 16;

    public static async IAsyncEnumerable<PublishedRow> ReadAsync(IPublished form, PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var row in RowFile.ReadAsync(file.Path, cancellation)) yield return new PublishedRow(form, file.Path, ++number, row);
    }

    public string? Text(string path) => Field.Text(Row, path);

    /// <summary>The first of these that the row has.</summary>
    /// <exception cref="Kernel.ProblemException">It has none of them.</exception>
    public string Needed(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Field.Text(Row, path) is { } text) return text;
        }

        throw Fault($"has no {string.Join(" or ", paths.ToArray().Select(p => $"'{p}'"))}");
    }

    /// <param name="what">What is wrong: <c>has no 'question'</c>.</param>
    public Kernel.ProblemException Fault(string what) =>
        EvaluationErrors.FileUnreadable(System.IO.Path.GetFileName(Path), $"row {Number} {what}. {Form.Name} wants {Form.Form}; the row has {Names()}.");

    private string Names()
    {
        var names = Row.EnumerateObject().Select(p => p.Name).ToList();
        return names.Count == 0 ? "nothing" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} others" : "");
    }
}
