using System.Globalization;
using Onebox.Datasets;
using Onebox.Kernel;
using Onebox.Templates;
using Onebox.Training.Planning;

namespace Onebox.Training.Worker.Rows;

/// <param name="Validation">Null when there is nothing to measure on.</param>
internal sealed record Samples(TokenFile Train, TokenFile? Validation, bool HasChat) : IDisposable
{
    public void Dispose()
    {
        Train.Dispose();
        Validation?.Dispose();
    }
}

/// <summary>All rows of a plan to tokens, in the order of the plan: the same rows give the same samples after every restart.</summary>
internal static class TokenizeRows
{
    private const int TellEvery = 500;
    private const int NamedRefusals = 3;

    /// <exception cref="ProblemException"><c>training.no_samples</c>: nothing to learn was found in the rows.</exception>
    public static async Task<Samples> RunAsync(TrainingPlan plan, TextFormat format, string folder, EventLog events, CancellationToken cancellation)
    {
        var render = new RenderRow(format, plan.AnswersOnly);
        using var train = new TokenFile.Writer(Path.Combine(folder, "train.tokens"));
        using var validation = new TokenFile.Writer(Path.Combine(folder, "validation.tokens"));
        var tally = new Tally();
        foreach (var data in plan.Data)
        {
            events.Prepare("turning rows into tokens", tally.Rows, null, "rows");
            await foreach (var row in DatasetRows.ReadAsync(data.Path, cancellation: cancellation))
            {
                var role = data.Role ?? row.Split;
                if (role == DatasetSplits.Test) continue;
                if (++tally.Rows % TellEvery == 0) events.Prepare("turning rows into tokens", tally.Rows, null, "rows");
                tally.HasChat |= row.Messages is not null || row.Question is not null;
                if (Render(render, row, tally) is not { } rendered) continue;
                if (role == DatasetSplits.Validation) (tally.Validation, _) = (tally.Validation + 1, Add(validation, rendered));
                else (tally.Train, _) = (tally.Train + 1, Add(train, rendered));
            }
        }

        foreach (var refusal in tally.Refusals.Take(NamedRefusals)) events.Say(refusal, "warning");
        if (tally.Empty + tally.Refusals.Count > 0) events.Say(string.Create(CultureInfo.InvariantCulture, $"{tally.Empty + tally.Refusals.Count} of {tally.Rows} rows are left out: {tally.Empty} hold nothing to learn, {tally.Refusals.Count} the chat template cannot render."), "warning");
        if (tally.Train == 0) throw new Problem(ProblemKind.Invalid, "training.no_samples", string.Create(CultureInfo.InvariantCulture, $"None of {tally.Rows} rows can be learned from."), tally.Refusals.Count > 0 ? tally.Refusals[0] : "Look at the dataset: rows of the split train must hold text or an assistant's answer.").ToException();
        var samples = new Samples(train.Read(), tally.Validation > 0 ? validation.Read() : null, tally.HasChat);
        events.Say(string.Create(CultureInfo.InvariantCulture, $"{samples.Train.Count} samples of {samples.Train.Tokens} tokens to learn from{(samples.Validation is { } held ? $", {held.Count} of {held.Tokens} tokens to validate on" : "")}."));
        return samples;
    }

    private static bool Add(TokenFile.Writer file, (Rendered Chosen, Rendered? Rejected) rendered)
    {
        file.Add(rendered.Chosen, rendered.Rejected);
        return true;
    }

    private static (Rendered Chosen, Rendered? Rejected)? Render(RenderRow render, DatasetRow row, Tally tally)
    {
        try
        {
            if (render.Render(row) is { } rendered) return rendered;
            tally.Empty++;
        }
        catch (TemplateException refusal)
        {
            tally.Refusals.Add(string.Create(CultureInfo.InvariantCulture, $"Row {row.Row}: {refusal.Message}"));
        }

        return null;
    }

    private sealed class Tally
    {
        public long Rows { get; set; }
        public long Train { get; set; }
        public long Validation { get; set; }
        public long Empty { get; set; }
        public bool HasChat { get; set; }
        public List<string> Refusals { get; } = [];
    }
}
