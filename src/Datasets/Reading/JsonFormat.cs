using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>
/// One JSON value: an array of records, or an object whose arrays hold them (<c>{"train":[…],"test":[…]}</c>, SQuAD's <c>{"data":[…]}</c>).
/// A record's number is its place, from 1; each question of a SQuAD article counts as one.
/// </summary>
internal sealed class JsonFormat : ISourceFormat
{
    private static readonly string[] Conversations = ["messages", "conversations", "conversation"];

    public string Name => "json";

    public IReadOnlyList<string> Extensions { get; } = [".json"];

    public async IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0L;
        await using (var text = file.OpenText())
        {
            var elements = new JsonElements(text, file.Limits.MaxRowBytes);
            while (await elements.NextAsync(cancellation) is { } element)
            {
                if (elements.Group is { } group && Conversations.Contains(group, StringComparer.Ordinal))
                {
                    // The file is one conversation, not a list of them.
                    element.Dispose();
                    number = 0;
                    break;
                }

                if (elements.Group is not null && element.RootElement.ValueKind != JsonValueKind.Object)
                {
                    // A list of words beside the records, or within the one record that the file is.
                    element.Dispose();
                    continue;
                }

                if (Squad.IsArticle(element.RootElement))
                {
                    using (element)
                    {
                        foreach (var question in Squad.Questions(element.RootElement)) yield return new SourceRecord(++number, question, Group: elements.Group);
                    }
                }
                else
                {
                    yield return JsonRecords.Of(++number, element, elements.Group);
                }
            }
        }

        if (number == 0 && await WholeAsync(file, cancellation) is { } whole) yield return JsonRecords.Of(1, whole);
    }

    private static async Task<JsonDocument?> WholeAsync(SourceFile file, CancellationToken cancellation)
    {
        await using var text = new LimitedStream(file.OpenText(), file.Limits.MaxRowBytes, "The one record of the file");
        try
        {
            var whole = await JsonDocument.ParseAsync(text, JsonRecords.Options, cancellation);
            if (whole.RootElement.ValueKind == JsonValueKind.Object && whole.RootElement.EnumerateObject().Any()) return whole;
            whole.Dispose();
            return null;
        }
        catch (JsonException error)
        {
            throw DatasetsErrors.Malformed("JSON", JsonRecords.Short(error), error);
        }
    }
}
