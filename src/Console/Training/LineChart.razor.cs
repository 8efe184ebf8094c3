using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Onebox.Console.Training;

/// <summary>Curves over steps, drawn by the server as SVG: no script, and readable as text.</summary>
public sealed partial class LineChart
{
    private const int Width = 600;
    private const int Height = 160;

    private Scale? _scale;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<Line> Lines { get; set; } = [];

    [Parameter]
    public Func<double, string> Format { get; set; } = static number => number.ToString("0.###", CultureInfo.CurrentCulture);

    /// <summary>The axis begins at 0.</summary>
    [Parameter]
    public bool FromZero { get; set; }

    private string Description => string.Join(", ", Lines.Where(l => l.Points.Count > 0).Select(l => $"{l.Name} {Format(l.Points[0].Value)} at step {l.Points[0].Step} to {Format(l.Points[^1].Value)} at step {l.Points[^1].Step}"));

    protected override void OnParametersSet()
    {
        var all = Lines.SelectMany(l => l.Points).Where(p => double.IsFinite(p.Value)).ToList();
        if (all.Count == 0)
        {
            _scale = null;
            return;
        }

        var (low, high) = (FromZero ? Math.Min(0, all.Min(p => p.Value)) : all.Min(p => p.Value), all.Max(p => p.Value));
        if (high <= low) high = low + Math.Max(1e-9, Math.Abs(low) * 0.1);
        _scale = new Scale(all.Min(p => p.Step), all.Max(p => p.Step), low, high);
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <param name="Tone">One of the palette's parts: <c>one</c> to <c>five</c>.</param>
    public sealed record Line(string Name, string Tone, IReadOnlyList<Point> Points);

    public sealed record Point(long Step, double Value);

    private sealed record Scale(long First, long Last, double Low, double High)
    {
        private const double Edge = 6;

        public IEnumerable<double> Ticks => [Low, Low + ((High - Low) / 2), High];

        public double X(long step) => Last == First ? Width / 2.0 : Edge + ((step - First) / (double)(Last - First) * (Width - (2 * Edge)));

        public double Y(double value) => Edge + ((High - value) / (High - Low) * (Height - (2 * Edge)));

        public string Points(Line line) => string.Join(' ', line.Points.Where(p => double.IsFinite(p.Value)).Select(p => $"{Text(X(p.Step))},{Text(Y(p.Value))}"));
    }
}
