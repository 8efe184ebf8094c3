using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;
using Onebox.Templates;
using Onebox.Templates.Chat;
using Onebox.Tokenizers;

namespace Onebox.Datasets.Seeing;

/// <summary>Sees rows as a model does in training: the template applied, what the loss counts marked.</summary>
/// <param name="Tokenizer">Null: nothing can be counted.</param>
internal sealed record ModelEyes(string Name, string? Notice, ChatTemplate Template, Tokenizer? Tokenizer)
{
    /// <summary>The tokens of a row with the template applied; of one that the template refuses, those of its texts.</summary>
    public int Count(DatasetRow row)
    {
        if (row.Text is null && Conversation.Of(row) is { } messages)
        {
            try
            {
                return Tokenizer!.Count(Template.Render(Input(row, messages)));
            }
            catch (TemplateException)
            {
                // The check of roles says what is wrong with it.
            }
        }

        return RowText.Parts(row).Sum(p => Tokenizer!.Count(p.Text));
    }

    public PreviewRow Look(DatasetRow row, PreviewRow shown)
    {
        if (row.Text is { } text) return shown with { Seen = [new SeenSpan(text, true)], Tokens = Tokenizer?.Count(text) };
        if (Conversation.Of(row) is not { } messages) return shown with { Problem = "The question has no answer: nothing can be learned from it." };
        try
        {
            var rendered = Template.RenderForTraining(Input(row, messages));
            // Of a preference only the reply is compared, not the turns before.
            var spans = row.Chosen is null ? rendered.Spans : rendered.Spans.Skip(rendered.Spans.Count - 1);
            return shown with { Seen = [.. Cut(rendered.Text, spans)], Tokens = Tokenizer?.Count(rendered.Text) };
        }
        catch (TemplateException error)
        {
            return shown with { Problem = $"The template cannot write this row: {error.Message}" };
        }
    }

    private static ChatInput Input(DatasetRow row, IReadOnlyList<RowMessage> messages) => new() { Messages = DatasetRow.ToJson(messages), Tools = row.Tools, AddGenerationPrompt = false };

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
