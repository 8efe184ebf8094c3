using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>
/// JSON: an array of records, an object whose arrays hold them (<c>{"train":[…],"test":[…]}</c>, SQuAD's <c>{"data":[…]}</c>), one record, or several one after another.
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

        if (number > 0) yield break;
        // No array of records: the one record that the file is, or several one after another.
        await using var again = file.OpenText();
        var values = new JsonElements(again, file.Limits.MaxRowBytes, values: true);
        while (await values.NextAsync(cancellation) is { } value)
        {
            if (value.RootElement.ValueKind == JsonValueKind.Object && value.RootElement.EnumerateObject().Any()) yield return JsonRecords.Of(++number, value);
            else value.Dispose();
        }
    }
}
