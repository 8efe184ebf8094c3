using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Models;

/// <summary>Known models that can be had.</summary>
public sealed partial class PresetsPage : BoxComponent
{
    private IReadOnlyList<PresetInfo> _presets = [];
    private string? _text;
    private string? _size;
    private string? _purpose;
    private string? _open;
    private bool _fits;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    // In the order of the smallest model of each.
    private IEnumerable<string> Sizes => _presets.Where(p => p.SizeClass.Length > 0 && char.IsDigit(p.SizeClass[0])).GroupBy(p => p.SizeClass, StringComparer.Ordinal).OrderBy(g => g.Min(p => p.Architecture.Parameters ?? long.MaxValue)).Select(g => g.Key);

    private List<PresetInfo> Shown =>
        [.. _presets.Where(p => (_size is null || p.SizeClass == _size) && (_purpose is null || p.Purpose == _purpose) && Matches(p))
            .OrderBy(p => p.Architecture.Parameters ?? long.MaxValue).ThenBy(p => p.Name, StringComparer.Ordinal)];

    protected override async Task LoadAsync(CancellationToken cancellation) => _presets = (await Box.Models.PresetsAsync(_fits, cancellation)).Items;

    // Only what can be served and is known by name: a GGUF file in a repository of the hub.
    private static string? RepositoryOf(PresetInfo preset) => Chosen(preset)?.Repository;

    // A 4-bit file of medium size is what most people want first; the dialog lets them change it.
    private static string? FileOf(PresetInfo preset) => Chosen(preset)?.File;

    private static PresetFile? Chosen(PresetInfo preset)
    {
        var known = preset.Files.Where(f => f is { File: not null, Repository: not null } && !f.Repository.Contains("://", StringComparison.Ordinal)).ToList();
        return known.FirstOrDefault(f => f.Quantization.Equals("Q4_K_M", StringComparison.OrdinalIgnoreCase)) ?? (known.Count > 0 ? known[0] : null);
    }

    // A class of size only where it is one: embedding and reranking models are classed by what they are for.
    private static string SizeOf(PresetInfo preset) => char.IsDigit(preset.SizeClass.FirstOrDefault()) ? preset.SizeClass.ToUpperInvariant() : Amounts.Count(preset.Architecture.Parameters);

    private bool Matches(PresetInfo preset)
    {
        if (_text?.Trim() is not { Length: > 0 } text) return true;
        return new[] { preset.Name, preset.Id, preset.Family, preset.Publisher, preset.Licence }.Concat(preset.Languages).Any(word => word?.Contains(text, StringComparison.CurrentCultureIgnoreCase) ?? false);
    }

    private Task FitsAsync(bool fits)
    {
        _fits = fits;
        return ReloadAsync();
    }
}
