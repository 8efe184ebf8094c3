using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>
/// A kind of personal data: a pattern that finds candidates, and a proof (a checksum, a range) that decides. The patterns cannot take more
/// than linear time (no backtracking); docs/formats/dataset-recipe.md lists them.
/// </summary>
/// <param name="Name">As in recipes: <c>email</c>.</param>
/// <param name="Mask">What stands there instead.</param>
/// <param name="Holds">Decides, from the match and the text before it.</param>
internal sealed record PersonalKind(string Name, string Mask, Regex Pattern, PersonalProof Holds);

/// <param name="found">The candidate.</param>
/// <param name="before">The clause before it, at most 40 characters: a word there can tell what a bare number is.</param>
internal delegate bool PersonalProof(ReadOnlySpan<char> found, ReadOnlySpan<char> before);
