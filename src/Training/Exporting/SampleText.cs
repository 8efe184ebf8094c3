using System.Text;
using Onebox.Catalog;
using Onebox.Datasets;
using Onebox.Training.Store;

namespace Onebox.Training.Exporting;

/// <summary>Finds words on which the loss of quality is measured: those asked for, else rows that the model's own training only validated on, else a text that comes along.</summary>
internal sealed class SampleText(RunStore runs)
{
    private const int MostCharacters = 64 * 1024;

    /// <returns>A file, and what to call it. Null: the text that comes along.</returns>
    public async Task<(string? Path, string Name)> FindAsync(Model model, string? asked, string folder, CancellationToken cancellation)
    {
        if (asked is not null) return (asked, Path.GetFileName(asked));
        if (await runs.FindMakerAsync(model.Id, cancellation) is not { } run) return (null, "a built-in English text");
        foreach (var data in run.ReadPlan().Data.Where(d => d.Role != DatasetSplits.Train && File.Exists(d.Path)))
        {
            var text = new StringBuilder();
            await foreach (var row in DatasetRows.ReadAsync(data.Path, data.Role is null ? DatasetSplits.Validation : null, cancellation))
            {
                text.AppendJoin('\n', Conversation.Of(row)?.Select(m => m.Content) ?? [row.Text ?? ""]).Append("\n\n");
                if (text.Length > MostCharacters) break;
            }

            if (text.Length == 0) continue;
            var path = Path.Combine(folder, "sample.txt");
            await File.WriteAllTextAsync(path, text.ToString(), cancellation);
            return (path, $"the validation rows of {data.Name}");
        }

        return (null, "a built-in English text");
    }
}
