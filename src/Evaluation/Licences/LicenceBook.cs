using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Licences;

/// <summary>Which models may be used: by their licence, or because a named user answers for it. An acceptance is of one content under one licence.</summary>
internal sealed class LicenceBook(ILicences licences, IDbContextFactory<EvaluationContext> contexts, TimeProvider clock)
{
    private const string Permitted = "permitted";

    /// <summary>Free licences of software, data and weights that allow every use, by SPDX identifier; conditions like attribution stay the user's.</summary>
    private static readonly HashSet<string> Free = new(StringComparer.OrdinalIgnoreCase)
    {
        "Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "BSL-1.0", "Unlicense", "Zlib", "MPL-2.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CDLA-Permissive-2.0",
    };

    public async Task<LicenceView> LookAsync(Model model, CancellationToken cancellation)
    {
        var licence = licences.Of(model);
        var (name, about) = (licence.Name ?? "an unknown licence", $"{model.Name} is under {licence.Name ?? "a licence that neither its files nor its preset tell"}");
        // What a preset says of the terms is about this very model; the name alone is less.
        if (licence.Commercial == Permitted) return View("allowed", $"{about}, whose terms permit commercial use");
        if (licence is { Commercial: null, Name: { } known } && Free.Contains(known)) return View("allowed", $"{about}, which allows it");
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var accepted = await context.Licences.AsNoTracking().FirstOrDefaultAsync(l => l.ContentHash == model.ContentHash && l.Licence == name, cancellation);
        if (accepted is not null) return View("accepted", string.Create(CultureInfo.InvariantCulture, $"{about}, accepted by {accepted.AcceptedBy} on {accepted.At:yyyy-MM-dd}"), accepted);
        var terms = licence.Commercial is { } commercial ? $", whose terms for commercial use are '{commercial}'" : "";
        return View("open", $"{about}{terms}, and nobody has accepted it: read it, then 'onebox licences accept {model.Name}'");

        LicenceView View(string state, string sentence, LicenceRecord? by = null) => new(new LicenceInfo(model.Name, licence.Name, state, sentence, by?.AcceptedBy, by?.At, by?.Note));
    }

    /// <summary>Notes that the caller answers for the use of the model under the licence that is known of it now; again by another one replaces it.</summary>
    public async Task AcceptAsync(Model model, string? note, Caller caller, CancellationToken cancellation)
    {
        var name = licences.Of(model).Name ?? "an unknown licence";
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Licences.Where(l => l.ContentHash == model.ContentHash).ExecuteDeleteAsync(cancellation);
        context.Licences.Add(new LicenceRecord { ContentHash = model.ContentHash, Model = model.Name, Licence = name, AcceptedBy = caller.Name, UserId = caller.UserId, Note = note, At = clock.GetUtcNow() });
        await context.SaveChangesAsync(cancellation);
    }
}

internal sealed record LicenceView(LicenceInfo Info)
{
    public bool Holds => Info.State is not "open";

    public string Sentence => Info.Reason;
}
