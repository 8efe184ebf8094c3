namespace Onebox.Api.Evaluation;

/// <summary>The licence of a model, and whether it may be used under it.</summary>
/// <param name="Licence">An SPDX identifier or the licence's own name; null when nothing tells.</param>
/// <param name="State"><c>allowed</c> (a free licence, or one whose terms permit commercial use), <c>accepted</c> (by a named user) or <c>open</c>: nobody has accepted it.</param>
/// <param name="Reason">As a sentence.</param>
public sealed record LicenceInfo(string Model, string? Licence, string State, string Reason, string? AcceptedBy = null, DateTimeOffset? AcceptedAt = null, string? Note = null);

/// <summary><c>POST /api/licences/acceptances</c>: the caller has read a model's licence and answers for its use; audited as <c>licence.accepted</c>.</summary>
/// <param name="Note">What the use rests on: a contract's number, say.</param>
public sealed record AcceptLicenceRequest(string Model, string? Note = null);
