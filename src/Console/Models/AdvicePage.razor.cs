using Onebox.Api.Models;
using Onebox.Console.Connection;

namespace Onebox.Console.Models;

/// <summary>"What box do I need?"</summary>
public sealed partial class AdvicePage : BoxComponent
{
    private IReadOnlyList<string> _names = [];
    private string? _model;
    private int _users = 10;
    private string _method = "serve";
    private int? _context;
    private BoxAdvice? _advice;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var models = (await Box.Models.ListAsync(cancellation)).Items.Select(m => m.Name);
        _names = [.. models, .. (await Box.Models.PresetsAsync(false, cancellation)).Items.Select(p => p.Id)];
    }

    private Task<IEnumerable<string>> FindAsync(string? text, CancellationToken cancellation) =>
        Task.FromResult(_names.Where(n => n.Contains(text ?? "", StringComparison.OrdinalIgnoreCase)).Take(50));

    private Task<bool> AdviseAsync() => TryAsync(async gone => _advice = await Box.Models.AdviseAsync(new AdviseRequest(_model!, _users, _method, _context), gone));
}
