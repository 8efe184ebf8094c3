using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;
using Onebox.Templates;
using Onebox.Templates.Chat;

namespace Onebox.Datasets.Previewing;

/// <summary>Sees rows as a model does in training: the template applied, what the loss counts marked.</summary>
/// <param name="Tokens">Counts the tokens of a text; null without a tokenizer.</param>
internal sealed record ModelEyes(string Name, string? Notice, ChatTemplate Template, Func<string, int>? Tokens)
{
    public PreviewRow Look(DatasetRow row, PreviewRow shown)
    {
        if (row.Text is { } text) return shown with { Seen = [new SeenSpan(text, true)], Tokens = Tokens?.Invoke(text) };
        if (Conversation.Of(row) is not { } messages) return shown with { Problem = "The question has no answer: nothing can be learned from it." };
        try
        {
            var rendered = Template.RenderForTraining(new ChatInput { Messages = DatasetRow.ToJson(messages), Tools = row.Tools, AddGenerationPrompt = false });
            // Of a preference only the reply is compared, not the turns before.
            var spans = row.Chosen is null ? rendered.Spans : rendered.Spans.Skip(rendered.Spans.Count - 1);
            return shown with { Seen = [.. Cut(rendered.Text, spans)], Tokens = Tokens?.Invoke(rendered.Text) };
        }
        catch (TemplateException error)
        {
            return shown with { Problem = $"The template cannot write this row: {error.Message}" };
        }
    }

    private static IEnumerable<SeenSpan> Cut(string text, IEnumerable<TrainedSpan> spans)
    {
        var at = 0;
        foreach (var span in spans)
        {
            if (span.Start > at) yield return new SeenSpan(text[at..span.Start], false);
            yield return new SeenSpan(text[span.Start..span.End], true);
            at = span.End;
        }

        if (at < text.Length) yield return new SeenSpan(text[at..], false);
    }
}
