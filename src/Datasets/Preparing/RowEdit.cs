namespace Onebox.Datasets.Preparing;

/// <summary>Changes every text of a row.</summary>
internal static class RowEdit
{
    /// <returns>The row itself when no text was changed.</returns>
    public static DatasetRow Texts(DatasetRow row, Func<string, string> edit)
    {
        var changed = false;
        string? One(string? text)
        {
            if (text is null) return null;
            var now = edit(text);
            changed |= !string.Equals(now, text, StringComparison.Ordinal);
            return now;
        }

        var edited = row with
        {
            Messages = row.Messages is null ? null : [.. row.Messages.Select(m => m with { Content = One(m.Content)! })],
            Text = One(row.Text),
            Chosen = One(row.Chosen),
            Rejected = One(row.Rejected),
            Question = One(row.Question),
            Answers = row.Answers is null ? null : [.. row.Answers.Select(a => One(a)!)],
            Choices = row.Choices is null ? null : [.. row.Choices.Select(c => One(c)!)],
            Context = One(row.Context),
        };
        return changed ? edited : row;
    }
}
