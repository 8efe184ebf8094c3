using Onebox.Api.Evaluation;
using Onebox.Evaluation.Licences;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary><c>permits</c>: the licences of the models that the candidate began as are known and allow its use, or a named user has accepted them.</summary>
internal sealed class CheckLicences(LicenceBook licences)
{
    public async Task<ConditionVerdict> RunAsync(Candidate candidate, CancellationToken cancellation)
    {
        List<string> faults = [.. candidate.Unseen], facts = [];
        foreach (var chain in candidate.Models)
        {
            var (model, lineage) = chain[^1];
            if (lineage?.Base is { } gone)
            {
                faults.Add($"the licence of {gone}, which {model.Name} was trained from, is not known: it is no longer on the box");
                continue;
            }

            // What was trained here from nothing has nobody else's licence.
            if (lineage is not null) facts.Add($"{model.Name} was trained on this box from nothing");
            else if (await licences.LookAsync(model, cancellation) is { Holds: true } allowed) facts.Add(allowed.Sentence);
            else faults.Add((await licences.LookAsync(model, cancellation)).Sentence);
        }

        return new ConditionVerdict($"permits: the licence of what {candidate.Name} was made from allows its use", faults.Count == 0, string.Join("; ", (faults.Count > 0 ? faults : facts).Distinct(StringComparer.Ordinal)));
    }
}
